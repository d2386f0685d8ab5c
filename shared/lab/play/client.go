package play

import (
	"context"

	"workbook/shared/lab/recording"
	"workbook/shared/lab/scenario"
)

// A client does its part of a scenario, visit by visit.
type client struct {
	name     string
	addr     string // of the server
	recorder *Recorder
	show     *show
	visit    *visit // nil: it is not there
}

// act takes the client's steps until ctx is done. Who is still there then, stays
// until the play is over.
func (c *client) act(ctx context.Context) {
	defer c.end()
	c.takeSteps(ctx)
	if c.visit != nil && c.visit.ready(ctx) {
		c.show.staying.Store(true)
	}
	c.show.turns[c.name].pass()
	c.show.finish(c.name)
	<-c.show.curtain
}

func (c *client) takeSteps(ctx context.Context) {
	for i, step := range c.show.steps {
		if step.Client != c.name {
			continue
		}
		if !waitFor(ctx, c.recorder.start.Add(step.At)) {
			return
		}
		if c.visit != nil && !c.visit.ready(ctx) {
			return
		}
		if c.visit != nil && c.visit.over() {
			c.end()
		}
		if !c.show.cue(ctx, i) {
			return
		}
		c.do(ctx, step) // or nothing, if it is not there
	}
}

// do takes one step.
func (c *client) do(ctx context.Context, step scenario.Step) {
	if step.Do == scenario.Connect {
		c.connect(ctx)
	}
	if c.visit == nil {
		return
	}
	switch step.Do {
	case scenario.Leave:
		c.leave(recording.Leave)
	case scenario.Reset:
		c.leave(recording.Reset)
	default:
		c.visit.do(step)
	}
}

func (c *client) connect(ctx context.Context) {
	turn := c.show.turns[c.name]
	turn.await(ctx)
	defer turn.pass()
	if c.visit = arrive(ctx, c.name, c.addr, c.recorder); c.visit != nil {
		c.show.enter(c.name, c.visit)
	}
}

// end ends a visit that has not ended by itself.
func (c *client) end() {
	if c.visit != nil {
		c.leave("")
	}
}

// leave ends the visit, and notes how if there is a word for it.
func (c *client) leave(how recording.Kind) {
	c.visit.leave(how)
	c.visit = nil
	c.show.enter(c.name, nil)
}
