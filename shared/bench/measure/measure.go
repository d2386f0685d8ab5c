package measure

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"workbook/shared/bench/figures"
	"workbook/shared/bench/load"
)

const (
	// while is how long no newcomer may be answered before that is looked into.
	while = 200 * time.Millisecond

	// fewest is how many idle clients it takes to see their memory. A process
	// gets and returns much more at a time than one needs.
	fewest = 500

	// look is how often to look at the memory of a server under load.
	look = 20 * time.Millisecond
)

// A shortage is not an error: the server is made so that there is nothing to
// measure.
type shortage struct{ why string }

func (s shortage) Error() string { return s.why }

var errAlone = shortage{"while the flooder is there, nobody else is served"}

// serves says that a server serves only so many clients at a time.
func serves(n int) string {
	if n == 1 {
		return "it serves 1 client at a time"
	}
	return fmt.Sprintf("it serves %d clients at a time", n)
}

// An outcome is what a measurement has brought.
type outcome struct {
	sample figures.Sample
	hands  int // as many clients are served at a time; 0: that is not known
	err    error
}

// measure makes one measurement. hands is how many clients the server is known to
// serve at a time, 0 if that is not known.
func (s step) measure(ctx context.Context, t Target, hands int) outcome {
	server, err := t.start(ctx, s.setting)
	if err != nil {
		return outcome{err: err}
	}
	defer server.end()
	m := &meter{server: server, sample: make(figures.Sample), window: s.window, hands: hands}
	switch s.kind {
	case figures.Load:
		err = m.load(ctx, s.clients, load.Plain(messageBytes))
	case figures.Compute:
		err = m.load(ctx, s.clients, load.Expensive(expensiveBytes))
		if rate, ok := m.sample[figures.Rate]; ok {
			m.sample[figures.Volume] = rate * expensiveBytes
		}
	case figures.Churn:
		err = m.churn(ctx, s.clients)
	case figures.Flood:
		err = m.flood(ctx, s.clients)
	}
	return outcome{m.sample, m.hands, server.explain(ctx, err)}
}

// A meter makes one measurement of a server.
type meter struct {
	*server
	sample figures.Sample
	window time.Duration
	hands  int

	before, after time.Duration // CPU time when the window opened and closed
	failed        error         // it is not known
}

// connect connects n clients, or as many as are served.
func (m *meter) connect(ctx context.Context, n int, text load.Text) (*load.Clients, error) {
	if m.hands > 0 {
		n = min(n, m.hands)
	}
	all, err := load.Connect(ctx, m.addr, n, text, while)
	if err == nil && all.Limited {
		m.hands = all.Len()
	}
	return all, err
}

// load measures clients that send one message after the other.
func (m *meter) load(ctx context.Context, n int, text load.Text) error {
	if err := m.greet(ctx, text); err != nil {
		return err
	}
	before, unknown := m.memory()
	all, err := m.connect(ctx, n, text)
	if err != nil {
		return err
	}
	defer all.Close()
	if after, err := m.memory(); err == nil && unknown == nil && all.Len() >= fewest {
		m.sample[figures.Idle] = max(0, after-before) / float64(all.Len())
	}
	return m.watch(func() error {
		result, err := all.Run(ctx, m.opened())
		m.note(result)
		return err
	})
}

// greet lets one client come and go, so that the server has used what it uses
// once.
func (m *meter) greet(ctx context.Context, text load.Text) error {
	first, err := load.Connect(ctx, m.addr, 1, text, load.Patience)
	if err == nil {
		first.Close()
	}
	return err
}

// churn measures clients that come and go.
func (m *meter) churn(ctx context.Context, n int) error {
	return m.watch(func() error {
		result, err := load.Churn(ctx, m.addr, n, load.Plain(messageBytes), m.opened())
		m.note(result)
		return err
	})
}

// flood measures polite clients, first alone and then beside one that floods.
func (m *meter) flood(ctx context.Context, n int) error {
	text := load.Plain(messageBytes)
	alone, err := m.politely(ctx, n, text)
	if err != nil {
		return err
	}
	m.sample[figures.Alone50], m.sample[figures.Alone99] = quantile(alone, 50), quantile(alone, 99)
	flooder, err := load.Flood(ctx, m.addr, text)
	if err != nil {
		return err
	}
	switch {
	case m.hands == 1:
		flooder.Stop()
		return errAlone
	case m.hands > 1:
		n = min(n, m.hands-1) // one of them has the flooder
	}
	beside, err := m.politely(ctx, n, text)
	wrong := flooder.Stop()
	switch {
	case wrong != nil:
		return wrong
	case errors.Is(err, load.ErrSilence):
		return errAlone
	case err != nil:
		return err
	}
	m.sample[figures.P50], m.sample[figures.P99] = quantile(beside, 50), quantile(beside, 99)
	m.sample[figures.Flooded] = float64(beside.Messages) / beside.Length.Seconds()
	return nil
}

// politely runs polite clients, as many of them as are served.
func (m *meter) politely(ctx context.Context, n int, text load.Text) (load.Result, error) {
	all, err := m.connect(ctx, n, text)
	if err != nil {
		return load.Result{}, err
	}
	defer all.Close()
	return all.Run(ctx, load.Window{Warm: m.window / warmShare, Length: m.window})
}

// opened returns the window, in which the CPU time is measured.
func (m *meter) opened() load.Window {
	return load.Window{
		Warm: m.window / warmShare, Length: m.window,
		Begin: func() { m.before, m.failed = m.cpu() },
		End: func() {
			if m.failed == nil {
				m.after, m.failed = m.cpu()
			}
		},
	}
}

// note takes down what a window has brought.
func (m *meter) note(r load.Result) {
	if r.Messages == 0 {
		return
	}
	m.sample[figures.Rate] = float64(r.Messages) / r.Length.Seconds()
	m.sample[figures.P50] = quantile(r, 50)
	m.sample[figures.P99] = quantile(r, 99)
	m.sample[figures.P999] = quantile(r, 99.9)
	if m.failed == nil {
		used := m.after - m.before
		m.sample[figures.CPUTotal] = used.Seconds()
		m.sample[figures.CPU] = used.Seconds() * 1e6 / float64(r.Messages)
	}
}

// quantile returns how many microseconds so many percent of the replies took at
// most.
func quantile(r load.Result, percent float64) float64 {
	return float64(r.Latency.ValueAtQuantile(percent)) / 1000
}

// watch looks at the server's memory while what runs.
func (m *meter) watch(what func() error) error {
	over := make(chan struct{})
	var watching sync.WaitGroup
	peak := 0.0
	watching.Go(func() {
		ticker := time.NewTicker(look)
		defer ticker.Stop()
		for {
			if memory, err := m.memory(); err == nil {
				peak = max(peak, memory)
			}
			select {
			case <-ticker.C:
			case <-over:
				return
			}
		}
	})
	err := what()
	close(over)
	watching.Wait()
	if peak > 0 {
		m.sample[figures.Peak] = peak
	}
	return err
}
