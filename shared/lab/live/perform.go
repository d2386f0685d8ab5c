package live

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"workbook/shared/lab/scenario"
	"workbook/shared/stage"
)

// restart begins a new story: it starts the chosen stages and forgets what was,
// but for the scenario that is to be played, if any.
func (s *Session) restart(sc *scenario.Scenario) {
	s.endAct()
	old := s.shown()
	s.renew(sc)
	for _, t := range old {
		t.end()
	}
	s.start(s.shown())
}

// renew is restart, but for what ends and starts.
func (s *Session) renew(sc *scenario.Scenario) {
	s.update(func(now *state) {
		*now = state{chosen: now.chosen, story: now.story + 1, played: sc}
		for _, chosen := range now.chosen {
			now.takes = append(now.takes, &take{stage: chosen, about: now.about(chosen)})
		}
	})
}

// start starts the servers of takes.
func (s *Session) start(takes []*take) {
	now, _, _ := s.look()
	var starts sync.WaitGroup
	for _, t := range takes {
		starts.Go(func() {
			t.start(s.ctx, s.dir, now.args(t.stage), s.notify)
			s.notify()
		})
	}
	starts.Wait()
}

// play plays a scenario against the chosen stages.
func (s *Session) play(name string) error {
	for _, sc := range s.scenarios {
		if sc.Name == name {
			s.restart(&sc)
			s.playOn(s.shown())
			return nil
		}
	}
	return fmt.Errorf("there is no scenario %q", name)
}

// playOn plays the scenario against takes that have been started.
func (s *Session) playOn(takes []*take) {
	now, _, _ := s.look()
	sc := *now.played
	s.run("Playing “"+sc.Name+"”", sc.Length, func(ctx context.Context) {
		begin := time.Now()
		var plays sync.WaitGroup
		for _, t := range takes {
			t.begin(begin)
			if t.live() {
				plays.Go(func() {
					r := t.server.Play(ctx, sc)
					if last := t.recording().Length; ctx.Err() != nil {
						r.Length = last // it was stopped
					}
					t.finish(r)
				})
			}
		}
		plays.Wait()
	})
}

// again does with another stage what has been done with the last one. That one
// stays to be compared.
func (s *Session) again(name string) error {
	next, err := s.find(name)
	if err != nil {
		return err
	}
	now, _, _ := s.look()
	if now.played == nil && len(now.script) == 0 {
		return errors.New("nothing has been done yet: add a client, or play a scenario")
	}
	length := now.length()
	s.endAct()
	before := now.takes[len(now.takes)-1]
	for _, t := range now.takes {
		t.finish(t.recording())
	}
	after := &take{stage: next, about: now.about(next)}
	s.update(func(now *state) {
		now.chosen = []stage.Stage{next}
		now.takes = []*take{before, after}
		now.begun, now.paused = time.Time{}, false
		now.story++
	})
	s.start([]*take{after})
	if !after.live() {
		return nil // the page says why
	}
	if now.played != nil {
		s.playOn([]*take{after})
	} else {
		s.repeat(after, now.script, length)
	}
	return nil
}

// repeat has clients do what they did before, at the same times.
func (s *Session) repeat(t *take, script []scenario.Step, length time.Duration) {
	begin := time.Now()
	s.update(func(now *state) { now.begun = begin })
	t.begin(begin)
	name := "The same again on stage " + t.stage.Number()
	s.run(name, length, func(ctx context.Context) {
		for i, step := range script {
			if !sleepUntil(ctx, begin.Add(step.At)) {
				s.update(func(now *state) { now.forget(script[i:]) })
				return
			}
			t.hand.Do(ctx, step)
		}
		sleepUntil(ctx, begin.Add(length))
	})
}

// forget takes steps out of the script that have not been taken.
func (now *state) forget(left []scenario.Step) {
	now.script = now.script[:len(now.script)-len(left)]
	now.cast = scenario.Cast{}
	for _, step := range now.script {
		now.cast.Take(step.Client, step.Do) // it could before
	}
}

func sleepUntil(ctx context.Context, at time.Time) bool {
	timer := time.NewTimer(time.Until(at))
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
		return false
	}
}

// run has something go on by itself.
func (s *Session) run(name string, end time.Duration, what func(context.Context)) {
	ctx, stop := context.WithCancel(s.ctx)
	a := &act{name: name, end: end, stop: stop, done: make(chan struct{})}
	s.update(func(now *state) { now.act = a })
	go func() {
		defer close(a.done)
		what(ctx)
		stop()
		s.update(func(now *state) {
			if now.act == a {
				now.act = nil
			}
		})
	}()
}

// stop stops what goes on by itself.
func (s *Session) stop() {
	if now, _, _ := s.look(); now.act != nil {
		now.act.stop()
	}
}

// endAct stops what goes on by itself, and waits until it has ended.
func (s *Session) endAct() {
	if now, _, _ := s.look(); now.act != nil {
		now.act.stop()
		<-now.act.done
	}
}
