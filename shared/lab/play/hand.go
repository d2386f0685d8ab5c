package play

import (
	"context"
	"sync"
	"time"

	"workbook/shared/lab/recording"
	"workbook/shared/lab/scenario"
)

// connectTime is how long a client that is moved by hand may take to connect.
const connectTime = 2 * time.Second

// A Hand moves clients step by step, when it is told to. Other than in a play, a
// client does not wait for replies before its next step. All methods may be
// called from any goroutine.
type Hand struct {
	addr     string
	recorder *Recorder

	mu     sync.Mutex
	visits map[string]*visit
}

// NewHand returns a hand for clients of the server at an address.
func NewHand(addr string, r *Recorder) *Hand {
	return &Hand{addr: addr, recorder: r, visits: make(map[string]*visit)}
}

// Do takes a step now, whatever its time. Who is not there does nothing.
func (h *Hand) Do(ctx context.Context, step scenario.Step) {
	h.mu.Lock()
	defer h.mu.Unlock()
	v := h.visits[step.Client]
	switch {
	case step.Do == scenario.Connect:
		h.end(step.Client, "") // the server may have hung up
		ctx, cancel := context.WithTimeout(ctx, connectTime)
		defer cancel()
		if v := arrive(ctx, step.Client, h.addr, h.recorder); v != nil {
			h.visits[step.Client] = v
		}
	case v == nil || v.over():
	case step.Do == scenario.Leave:
		h.end(step.Client, recording.Leave)
	case step.Do == scenario.Reset:
		h.end(step.Client, recording.Reset)
	default:
		v.do(step)
	}
}

// end ends a client's visit, if there is one.
func (h *Hand) end(client string, how recording.Kind) {
	if v := h.visits[client]; v != nil {
		v.leave(how)
		delete(h.visits, client)
	}
}

// Waits says whether a client waits for a reply.
func (h *Hand) Waits(client string) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	v := h.visits[client]
	return v != nil && v.waits()
}

// Connected says whether a client is there and the server has not hung up.
func (h *Hand) Connected(client string) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	v := h.visits[client]
	return v != nil && !v.over()
}

// Close ends all visits without a word in the recording.
func (h *Hand) Close() {
	h.mu.Lock()
	defer h.mu.Unlock()
	for client := range h.visits {
		h.end(client, "")
	}
}
