package sockets_test

import (
	"io"
	"net"
	"os"
	"strings"
	"sync"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
)

// Fault 1: nobody looks whether recv has returned nothing.
func TestFault01SpinsOnACleanClose(t *testing.T) {
	client, server := pair(t)
	require.NoError(t, client.Close())

	turns := 0
	for range 100_000 { // the faulty server does it for ever
		data, err := recv(server, 1024)
		require.NoError(t, err)
		if len(data) == 0 {
			turns++
		}
	}
	t.Logf("the client has left: %d calls of recv, none of which waited", turns)
	require.Equal(t, 100_000, turns)
}

// Fault 2: what a recv returns is taken for whole characters.
func TestFault02DecodesEachRecv(t *testing.T) {
	client, server := pair(t)
	serve := func() { // one turn
		data, err := recv(server, 1024)
		require.NoError(t, err)
		say(t, server, strings.ToUpper(string(data)))
	}
	character := "é" // two bytes
	say(t, client, character[:1])
	serve()
	expect(t, client, "\uFFFD") // Python raises UnicodeDecodeError
	say(t, client, character[1:])
	serve()
	expect(t, client, "\uFFFD")
	t.Log("é came in two parts; the answers were \uFFFD and \uFFFD, not É")
}

// Fault 3: send is taken to send everything.
func TestFault03SendsAPart(t *testing.T) {
	client, server := pair(t)
	answer := make([]byte, mostInBuffers)
	n := send(server, answer) // the faulty server does not look at n
	server.Close()

	got, err := io.Copy(io.Discard, client)
	require.NoError(t, err, "nobody notices anything")
	t.Logf("the answer had %d bytes, the client got %d", len(answer), got)
	require.EqualValues(t, n, got)
	require.Less(t, n, len(answer))
}

// Fault 4: one recv is taken for one message.
func TestFault04TakesARecvForAMessage(t *testing.T) {
	client, server := pair(t)
	ask := func(line, reply string) string { // the faulty client
		say(t, client, line)
		say(t, server, reply) // the server is right
		data, err := recv(client, 1024)
		require.NoError(t, err)
		return string(data)
	}
	long := strings.Repeat("a", 2000) + "\n"
	first := ask(long, strings.ToUpper(long))
	require.LessOrEqual(t, len(first), 1024)
	second := ask("hello\n", "HELLO\n")
	t.Logf("asked for 2,001 letters, got %d; then asked hello, got %.5s...", len(first), second)
	require.NotContains(t, second[:5], "HELLO", "it is the rest of the first reply")
}

// full is a listener of a process that may open no more files.
type full struct{ net.Listener }

func (full) Accept() (net.Conn, error) {
	return nil, &net.OpError{Op: "accept", Net: "tcp", Err: os.NewSyscallError("accept", syscall.EMFILE)}
}

// Fault 6: any error of accept ends the server.
func TestFault06DiesAtTheFileLimit(t *testing.T) {
	serve := func(listener net.Listener) error { // the faulty server
		defer listener.Close()
		for {
			conn, err := listener.Accept()
			if err != nil {
				return err
			}
			conn.Close()
		}
	}
	listener := listen(t)
	client := dial(t, listener.Addr()) // in the queue
	err := serve(full{listener})
	t.Logf("the server has ended: %v", err)
	require.ErrorIs(t, err, syscall.EMFILE)

	_, err = client.Read(make([]byte, 1))
	require.Error(t, err, "who was in the queue is cut off")
	_, err = net.DialTimeout("tcp", listener.Addr().String(), limit)
	require.Error(t, err, "and nobody can connect any more")
}

// Fault 7: a program that is told to end waits for threads that wait for clients.
// Everything in the bubble has come to rest, and the program has not ended.
func TestFault07CtrlCWaitsForSilentClients(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		client, server := net.Pipe()
		var threads sync.WaitGroup
		threads.Go(func() { io.Copy(server, server) })

		ended := false
		go func() { // Ctrl-C: Python waits for all threads but daemons
			threads.Wait()
			ended = true
		}()
		time.Sleep(time.Hour) // of the bubble's own clock
		synctest.Wait()
		require.False(t, ended, "an hour later, the client still says nothing")

		client.Close()
		synctest.Wait()
		require.True(t, ended)
		t.Log("the program ended when its client left, an hour after Ctrl-C")
	})
}

// Fault 9: an exception of one client leaves the loop that accepts.
func TestFault09ResetEndsTheServer(t *testing.T) {
	handle := func(conn net.Conn) error {
		defer conn.Close()
		for {
			data, err := recv(conn, 1024)
			if err != nil || len(data) == 0 {
				return err
			}
			if _, err := conn.Write(data); err != nil {
				return err
			}
		}
	}
	listener := listen(t)
	ended := make(chan error, 1)
	go func() { // the faulty server
		defer listener.Close()
		for {
			conn, err := listener.Accept()
			if err != nil {
				ended <- err
				return
			}
			if err := handle(conn); err != nil {
				ended <- err
				return
			}
		}
	}()
	polite := dial(t, listener.Addr())
	say(t, polite, "hello")
	expect(t, polite, "hello")
	require.NoError(t, polite.CloseWrite())
	expectEnd(t, polite) // a clean end does no harm

	rude := dial(t, listener.Addr())
	say(t, rude, "hello")
	expect(t, rude, "hello")
	reset(t, rude)
	err := <-ended
	t.Logf("the server has ended: %v", err)
	require.Error(t, err)
	_, err = net.DialTimeout("tcp", listener.Addr().String(), limit)
	require.Error(t, err, "nobody can connect any more")
}

// Fault 11: a client that does not read holds up the server. Everything in the
// bubble has come to rest, and the second client has no answer.
func TestFault11WritesToAClientThatDoesNotRead(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		queue := make(chan net.Conn, 2)
		go func() { // one client after the other
			for conn := range queue {
				io.Copy(conn, conn)
			}
		}()
		defer close(queue)
		connect := func() net.Conn {
			client, server := net.Pipe() // it has no buffer at all
			queue <- server
			return client
		}
		deaf, other := connect(), connect()
		say(t, deaf, "hello")
		answered := false
		go func() {
			io.WriteString(other, "hello")
			_, err := other.Read(make([]byte, 5))
			answered = err == nil
		}()
		synctest.Wait()
		require.False(t, answered)
		t.Log("the first client does not read: the server waits in Write, the second client for an answer")

		deaf.Close()
		synctest.Wait()
		require.True(t, answered)
		other.Close()
	})
}
