package main

import (
	"bytes"
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
	addr    netip.Addr // and port: as one netip.AddrPort, they would make it 80 bytes, not 64
	port    uint16
	text    upper.Stream
	looks   int8   // a shutdown's, in which nothing had been heard of the client
	last    bool   // there is no more to answer: when pending is written, the session ends
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
	switch err {
	case nil:
		s.looks = 0
		s.write(l, s.answer(l, l.in[:n]))
	case errAgain: // a false alarm
	case io.EOF: // the client has said all it had to say
		s.end(l)
	default: // reset, say
		l.remove(s)
	}
}

// answer returns the upper-case form of text, which is the loop's. ASCII becomes its
// own answer: with one buffer in the processor's cache, and not two, the loop's part of
// a message of 64 KiB takes 0.9 of the time (BenchmarkSession/NoKernel).
func (s *Session) answer(l *loop, text []byte) []byte {
	if s.text.InPlace(text) {
		return text
	}
	l.out = s.text.Append(l.out[:0], text)
	return l.out
}

// end gives back an unfinished character and ends the session.
func (s *Session) end(l *loop) {
	s.last = true
	l.out = s.text.Flush(l.out[:0])
	s.write(l, l.out)
}

// endIfSilent ends the session if the client has had its answers, and said
// nothing from one call of endIfSilent to the next, lastLooks times.
func (s *Session) endIfSilent(l *loop) {
	if s.pending == nil && s.looks == lastLooks {
		s.end(l)
	}
	s.looks++
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
		s.pending = bytes.Clone(answer) // answer is the loop's
		l.poller.want(s.socket, writing)
	case len(answer) > 0:
		s.pending = answer
	case s.last:
		l.remove(s)
	case !wasReading:
		s.pending = nil
		s.looks = 0
		l.poller.want(s.socket, reading)
	}
}
