package live

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"workbook/shared/lab/recording"
	"workbook/shared/lab/scenario"
	"workbook/shared/stage"
)

const (
	// mostClients is how many clients a picture has room for.
	mostClients = 12

	// leadIn is how long before the first step a picture begins.
	leadIn = 300 * time.Millisecond
)

// A Session is what the page shows: one stage or two that run, what clients do
// to them, and which moment is looked at. It is the same in every window that
// shows it. All methods may be called from any goroutine.
type Session struct {
	ctx       context.Context // ends with the lab
	name      string          // that no other session has
	root      string          // of the workbook
	dir       string          // for programs
	scenarios []scenario.Scenario
	news      chan struct{} // has a token when something has been recorded

	streams atomic.Int64 // how many there are

	turn sync.Mutex // of the one command that is carried out

	mu      sync.Mutex // guards what follows
	version int        // goes up whenever there is something new to show
	changed chan struct{}
	state
}

// A state is what a command may change.
type state struct {
	chosen []stage.Stage // those to be started
	takes  []*take       // those to be shown
	story  int           // goes up when a new one begins
	cast   scenario.Cast
	script []scenario.Step // what clients were told, by the time since begun
	begun  time.Time       // zero: nothing has happened yet
	act    *act            // nil: nothing goes on by itself
	played *scenario.Scenario

	paused bool
	cursor time.Duration // the moment that is looked at, if paused
}

// An act goes on by itself, until it is over or is stopped.
type act struct {
	name string
	end  time.Duration // when it is over, by the time since the beginning
	stop context.CancelFunc
	done chan struct{}
}

// New returns a session that shows stages of the workbook at root, one or two of
// them, and can play scenarios. When ctx is done, or after Close, all of its
// processes have ended.
func New(ctx context.Context, root string, scenarios []scenario.Scenario, stages ...stage.Stage) (*Session, error) {
	dir, err := os.MkdirTemp("", "workbook-lab-")
	if err != nil {
		return nil, err
	}
	s := &Session{ctx: ctx, name: rand.Text()[:8], root: root, dir: dir, scenarios: scenarios, news: make(chan struct{}, 1), changed: make(chan struct{})}
	s.chosen = stages
	go s.pass()
	s.turn.Lock()
	s.renew(nil)
	go func() { // the page is there before the servers are
		defer s.turn.Unlock()
		s.start(s.shown())
	}()
	return s, nil
}

// Close ends all processes.
func (s *Session) Close() error {
	s.turn.Lock()
	defer s.turn.Unlock()
	s.endAct()
	for _, t := range s.shown() {
		t.end()
	}
	return os.RemoveAll(s.dir)
}

// update changes the state, and makes it known.
func (s *Session) update(change func(*state)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	change(&s.state)
	s.version++
	close(s.changed)
	s.changed = make(chan struct{})
}

// notify makes known that something has been recorded. It may be called with any
// lock held.
func (s *Session) notify() {
	select {
	case s.news <- struct{}{}:
	default: // it is about to become known
	}
}

// pass passes on the news until the lab ends.
func (s *Session) pass() {
	for {
		select {
		case <-s.news:
			s.update(func(*state) {})
		case <-s.ctx.Done():
			return
		}
	}
}

// look returns the state as it is.
func (s *Session) look() (now state, version int, changed <-chan struct{}) {
	s.mu.Lock()
	defer s.mu.Unlock()
	now = s.state
	now.takes = slices.Clone(s.takes)
	now.cast = s.cast.Clone()
	return now, s.version, s.changed
}

func (s *Session) shown() []*take {
	now, _, _ := s.look()
	return now.takes
}

// A command is what somebody wants to be done.
type command struct {
	Do       string   `json:"do"`
	Stages   []string `json:"stages"`   // to choose
	Stage    string   `json:"stage"`    // to do the same again with
	Scenario string   `json:"scenario"` // to play
	Client   string   `json:"client"`
	Text     string   `json:"text"`
	At       float64  `json:"at"` // seconds
	By       int      `json:"by"` // steps in time
}

// do carries out a command. An error is for the one who gave it, in one line.
func (s *Session) do(c command) error {
	switch c.Do {
	case "pause":
		s.update(func(now *state) { now.pauseAt(now.length()) })
	case "resume":
		s.update(func(now *state) { now.paused = false })
	case "at":
		s.update(func(now *state) { now.pauseAt(time.Duration(c.At * float64(time.Second))) })
	case "step":
		s.update(func(now *state) { now.step(c.By) })
	case "stop":
		s.stop()
	default:
		s.turn.Lock()
		defer s.turn.Unlock()
		if s.ctx.Err() != nil {
			return errors.New("the lab is ending")
		}
		return s.perform(c)
	}
	return nil
}

// perform carries out a command that changes what runs.
func (s *Session) perform(c command) error {
	switch c.Do {
	case "choose":
		return s.choose(c.Stages)
	case "restart":
		s.restart(nil)
		return nil
	case "play":
		return s.play(c.Scenario)
	case "again":
		return s.again(c.Stage)
	}
	return s.direct(c)
}

// choose starts stages, and forgets what was.
func (s *Session) choose(names []string) error {
	if len(names) == 0 || len(names) > 2 {
		return errors.New("choose one stage or two")
	}
	var chosen []stage.Stage
	for _, name := range names {
		found, err := s.find(name)
		if err != nil {
			return err
		}
		if !slices.Contains(chosen, found) {
			chosen = append(chosen, found)
		}
	}
	s.update(func(now *state) { now.chosen = chosen })
	s.restart(nil)
	return nil
}

// find returns the stage in a folder of that name.
func (s *Session) find(name string) (stage.Stage, error) {
	all, err := stage.All(s.root)
	if err != nil {
		return stage.Stage{}, err
	}
	for _, known := range all {
		if known.Name == name {
			return known, nil
		}
	}
	return stage.Stage{}, fmt.Errorf("there is no stage %q", name)
}

// verbs is what clients can be told.
var verbs = []scenario.Action{
	scenario.Connect, scenario.Send, scenario.Leave, scenario.HalfClose, scenario.Reset,
	scenario.StopReading, scenario.ReadAgain, scenario.Flood, scenario.StopFlooding,
}

// direct has a client take a step, in all stages that run.
func (s *Session) direct(c command) error {
	do := scenario.Action(c.Do)
	if !slices.Contains(verbs, do) {
		return fmt.Errorf("%q is nothing that a client can do", c.Do)
	}
	now, _, _ := s.look()
	if now.act != nil {
		return fmt.Errorf("%s: wait for its end, or stop it first", now.act.name)
	}
	if do == scenario.Connect && !now.anyLive() { // the last story is over
		s.restart(nil)
		now, _, _ = s.look()
	}
	if !now.anyLive() {
		return errors.New("no server is running: start it again first")
	}
	step, err := s.accept(now, c)
	if err != nil {
		return err
	}
	s.begin()
	var steps sync.WaitGroup
	for _, t := range now.takes {
		if t.live() {
			steps.Go(func() { t.hand.Do(s.ctx, step) })
		}
	}
	steps.Wait()
	s.notify()
	return nil
}

// accept checks a step, and writes it into the script.
func (s *Session) accept(now state, c command) (scenario.Step, error) {
	step := scenario.Step{Client: c.Client, Do: scenario.Action(c.Do), Text: c.Text}
	if step.Do == scenario.Connect && step.Client == "" {
		if step.Client = now.nextClient(); step.Client == "" {
			return step, fmt.Errorf("there are %d clients, and no room for more", mostClients)
		}
	}
	if step.Client == "" || strings.ContainsAny(step.Text, "\r\n") || len(step.Text) > 1000 {
		return step, errors.New("a client and one line of at most 1,000 bytes are needed")
	}
	s.noteHangUps(now)
	var refused error
	s.update(func(now *state) {
		if refused = now.cast.Take(step.Client, step.Do); refused != nil {
			return
		}
		now.paused = false
		if !now.begun.IsZero() {
			step.At = time.Since(now.begun)
		} else {
			step.At = leadIn
		}
		now.script = append(now.script, step)
	})
	if refused != nil {
		return step, fmt.Errorf("%s %w", step.Client, refused)
	}
	return step, nil
}

// noteHangUps has those leave on whom every server has hung up.
func (s *Session) noteHangUps(now state) {
	for _, client := range now.cast.Clients() {
		if client.Here && !now.connected(client.Name) {
			s.update(func(now *state) {
				now.cast.Take(client.Name, scenario.Leave) // it is there, so it can
				now.script = append(now.script, scenario.Step{At: time.Since(now.begun), Client: client.Name, Do: scenario.Leave})
			})
		}
	}
}

// begin starts the clock, unless it runs.
func (s *Session) begin() {
	s.update(func(now *state) {
		if now.begun.IsZero() {
			now.begun = time.Now().Add(-leadIn)
			for _, t := range now.takes {
				t.begin(now.begun)
			}
		}
	})
}

// length returns how long the story is so far.
func (now *state) length() (longest time.Duration) {
	for _, t := range now.takes {
		longest = max(longest, t.recording().Length)
	}
	return longest
}

func (now *state) pauseAt(at time.Duration) {
	now.paused = true
	now.cursor = min(max(at, 0), now.length())
}

// step goes to the next moment at which something happens, or to the one before.
func (now *state) step(by int) {
	at := now.length()
	if now.paused {
		at = now.cursor
	}
	moments := now.moments()
	i, found := slices.BinarySearch(moments, at)
	switch {
	case by < 0:
		i--
	case found:
		i++
	}
	at = now.length()
	if len(moments) > 0 && i < len(moments) {
		at = moments[max(i, 0)]
	}
	now.pauseAt(at)
}

// together is how long after one another things happen at the same moment.
const together = 2 * time.Millisecond

// moments returns when something has happened, in order. Of what happens at the
// same moment it is the last.
func (now *state) moments() (all []time.Duration) {
	for _, t := range now.takes {
		for _, e := range t.recording().Events {
			all = append(all, e.At)
		}
	}
	slices.Sort(all)
	var apart []time.Duration
	for _, at := range all {
		if n := len(apart); n > 0 && at-apart[n-1] < together {
			apart[n-1] = at
			continue
		}
		apart = append(apart, at)
	}
	return apart
}

// anyLive says whether a server is there for clients.
func (now *state) anyLive() bool {
	return slices.ContainsFunc(now.takes, (*take).live)
}

// connected says whether a client is connected to any server.
func (now *state) connected(client string) bool {
	return slices.ContainsFunc(now.takes, func(t *take) bool { return t.live() && t.hand.Connected(client) })
}

// waits says whether a client waits for a reply from any server.
func (now *state) waits(client string) bool {
	return slices.ContainsFunc(now.takes, func(t *take) bool { return t.live() && t.hand.Waits(client) })
}

// nextClient returns the name of the next client, or "" if there are enough.
func (now *state) nextClient() string {
	if n := len(now.cast.Clients()); n < mostClients {
		return string(rune('A' + n))
	}
	return ""
}

// about returns what is known of a stage that is started for this session.
func (now *state) about(s stage.Stage) recording.Server {
	return recording.About(s.Name, now.args(s))
}

// args returns the arguments that a stage is started with: those of the scenario
// that is played, or else of the one that the workbook is about.
func (now *state) args(s stage.Stage) []string {
	if now.played != nil {
		return now.played.Args[s.Name]
	}
	return scenario.SilentClient().Args[s.Name]
}
