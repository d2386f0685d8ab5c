package main

import (
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
)

// Who sends a request without end, a byte now and then, keeps a connection no
// longer than a request may take. Time is the bubble's: it costs none.
func TestRequestsWithoutEndAreCutOff(t *testing.T) {
	for name, tt := range map[string]struct {
		begin, on string
		limit     time.Duration
	}{
		"headers": {"GET / HTTP/1.1\r\nHost: x\r\n", "X: y\r\n", 5 * time.Second},
		"a body":  {"POST /do HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n", "x", 10 * time.Second},
		"nothing": {"", "", 5 * time.Second},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				read := http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { io.Copy(io.Discard, r.Body) })
				conn, server := net.Pipe()
				l := &listenOnce{conn: server, closed: make(chan struct{})}
				s := newServer(read)
				go s.Serve(l)
				defer s.Close()
				defer conn.Close()
				go io.Copy(io.Discard, conn)
				begun := time.Now()
				_, err := io.WriteString(conn, tt.begin)
				for err == nil && time.Since(begun) < time.Hour {
					time.Sleep(time.Second)
					_, err = io.WriteString(conn, tt.on)
					if tt.on == "" {
						_, err = conn.Write([]byte("\r")) // it may come before a request
					}
				}
				require.Error(t, err, "it could go on for an hour")
				require.InDelta(t, tt.limit.Seconds(), time.Since(begun).Seconds(), 2)
			})
		})
	}
}

// Headers are bounded as well.
func TestHeadersAreBounded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		conn, server := net.Pipe()
		l := &listenOnce{conn: server, closed: make(chan struct{})}
		s := newServer(http.NotFoundHandler())
		go s.Serve(l)
		defer s.Close()
		defer conn.Close()
		go io.WriteString(conn, "GET / HTTP/1.1\r\nHost: x\r\nX: "+strings.Repeat("y", 1<<20)+"\r\n\r\n")
		answer := make([]byte, 12)
		_, err := io.ReadFull(conn, answer)
		require.NoError(t, err)
		require.Equal(t, "HTTP/1.1 431", string(answer))
		go io.Copy(io.Discard, conn)
		time.Sleep(time.Second) // the server closes the connection a little later
	})
}

// A listenOnce has one connection.
type listenOnce struct {
	conn   net.Conn // nil: it has been accepted
	closed chan struct{}
}

func (l *listenOnce) Accept() (net.Conn, error) {
	if conn := l.conn; conn != nil {
		l.conn = nil
		return conn, nil
	}
	<-l.closed
	return nil, net.ErrClosed
}

func (l *listenOnce) Close() error {
	close(l.closed)
	return nil
}

func (l *listenOnce) Addr() net.Addr { return &net.TCPAddr{} }
