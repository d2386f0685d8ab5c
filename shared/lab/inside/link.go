package inside

import (
	"bufio"
	"context"
	"crypto/rand"
	"errors"
	"io"
	"net"
	"strconv"
	"strings"
	"time"
)

// patience is how long a process may take to connect, or to answer. One that has
// not by then hangs, or has been stopped.
const patience = 2 * time.Second

// A Link is how the lab asks one process. The process connects to the lab and
// not the other way round: so it has no listener that a student would wonder
// about, and it works the same on every system.
type Link struct {
	listener *net.TCPListener
	token    string
	patience time.Duration
	conn     net.Conn // nil until the process has connected
	answers  *bufio.Reader
}

// NewLink returns a link for a process that is about to start.
func NewLink() (*Link, error) {
	listener, err := net.ListenTCP("tcp", &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1)})
	if err != nil {
		return nil, err
	}
	return &Link{listener: listener, token: rand.Text(), patience: patience}, nil
}

// Env returns what the process must find in its environment.
func (l *Link) Env() string {
	return "WORKBOOK_LAB=" + l.listener.Addr().String() + "/" + l.token
}

// Close ends the link.
func (l *Link) Close() {
	l.listener.Close()
	if l.conn != nil {
		l.conn.Close()
	}
}

// join waits until the process has connected.
func (l *Link) join(ctx context.Context) error {
	l.listener.SetDeadline(time.Now().Add(l.patience))
	defer context.AfterFunc(ctx, func() { l.listener.SetDeadline(time.Now()) })()
	for {
		conn, err := l.listener.Accept()
		if err != nil {
			return err
		}
		answers := bufio.NewReader(conn)
		conn.SetDeadline(time.Now().Add(time.Second))
		line, err := answers.ReadString('\n')
		if err == nil && strings.TrimSpace(line) == l.token {
			l.conn, l.answers = conn, answers
			l.listener.Close()
			return nil
		}
		conn.Close() // a stranger
	}
}

// ask returns the process's stacks.
func (l *Link) ask(ctx context.Context) (string, error) {
	l.conn.SetDeadline(time.Now().Add(l.patience))
	defer context.AfterFunc(ctx, func() { l.conn.SetDeadline(time.Now()) })()
	if _, err := l.conn.Write([]byte("?")); err != nil {
		return "", err
	}
	line, err := l.answers.ReadString('\n')
	if err != nil {
		return "", err
	}
	n, err := strconv.Atoi(strings.TrimSpace(line))
	if err != nil || n < 0 || n > 64<<20 {
		return "", errors.New("not an answer")
	}
	stacks := make([]byte, n)
	_, err = io.ReadFull(l.answers, stacks)
	return string(stacks), err
}
