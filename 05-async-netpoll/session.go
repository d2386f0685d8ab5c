package main

import (
	"io"
	"net/netip"

	"workbook/shared/upper"
)

// A Session is the server's side of the conversation with one client. It never
// waits: it is called when its socket is ready, and does one short job. Between
// two calls it is in one of two states:
//
//   - reading: pending is empty; it waits for the client to speak or to leave.
//   - writing: pending holds what is left of an answer; it waits for the client
//     to read. Until then it takes in nothing new, so memory stays bounded.
type Session struct {
	socket  int
	addr    netip.AddrPort
	text    upper.Stream
	last    bool   // no more input: when pending is written, the session ends
	pending []byte // what is left of an answer; nil in the state of reading
}

// ready is called when the socket is ready for what the session waits for.
func (s *Session) ready(l *loop) {
	if s.pending != nil {
		s.write(l, s.pending)
	} else {
		s.read(l)
	}
}

// read takes what the client has sent, once, and answers it.
func (s *Session) read(l *loop) {
	n, err := l.poller.read(s.socket, l.in)
	switch {
	case err == nil:
		l.out = s.text.Append(l.out[:0], l.in[:n])
	case err == errAgain && !l.draining: // a false alarm
		return
	case err == errAgain, err == io.EOF: // the client has said all it had to say
		l.out = s.text.Flush(l.out[:0])
		s.last = true
	default: // reset, say
		l.remove(s)
		return
	}
	s.write(l, l.out)
}

// write sends as much of an answer as there is room for, and keeps the rest.
func (s *Session) write(l *loop, answer []byte) {
	if len(answer) > 0 {
		n, err := l.poller.write(s.socket, answer)
		if err != nil && err != errAgain {
			l.remove(s)
			return
		}
		answer = answer[n:]
	}
	wasReading := s.pending == nil
	switch {
	case len(answer) > 0 && wasReading:
		s.pending = append([]byte(nil), answer...) // answer is the loop's
		l.poller.want(s.socket, writing)
	case len(answer) > 0:
		s.pending = answer
	case s.last:
		l.remove(s)
	case !wasReading:
		s.pending = nil
		s.wantInput(l)
	}
}

// wantInput goes back to the state of reading.
func (s *Session) wantInput(l *loop) {
	if l.draining {
		l.poller.want(s.socket, remaining)
	} else {
		l.poller.want(s.socket, reading)
	}
}

// drain makes the session end when it has answered what its client has sent.
func (s *Session) drain(l *loop) {
	if s.pending == nil {
		s.wantInput(l)
	}
}
