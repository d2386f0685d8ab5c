package sockets_test

import (
	"io"
	"net"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/shirou/gopsutil/v4/process"
	"github.com/stretchr/testify/require"

	"golang.org/x/text/encoding/simplifiedchinese"
	"workbook/shared/upper"
)

// The kernel connects clients, and takes what they send, while nobody accepts.
func TestConnectAndSendBeforeAccept(t *testing.T) {
	listener := listen(t)
	client := dial(t, listener.Addr())
	say(t, client, "hello\n")
	t.Log("the client has connected and sent; the server has not called Accept")

	server := accept(t, listener)
	expect(t, server, "hello\n")
	t.Log("the server has called Accept and Read: hello was there")
}

// Who has connected first is accepted first.
func TestAcceptQueueKeepsTheOrder(t *testing.T) {
	listener := listen(t)
	var clients []net.Conn
	for range 5 {
		clients = append(clients, dial(t, listener.Addr()))
	}
	for _, client := range clients {
		require.Equal(t, client.LocalAddr().String(), accept(t, listener).RemoteAddr().String())
	}
}

// A connection is known by four numbers: two addresses and two ports.
func TestEachClientHasASocketOfItsOwn(t *testing.T) {
	listener := listen(t)
	for range 3 {
		client := dial(t, listener.Addr())
		server := accept(t, listener)
		t.Logf("%s to %s", server.RemoteAddr(), server.LocalAddr())
		require.Equal(t, listener.Addr().String(), server.LocalAddr().String(), "all have the server's port")
		require.Equal(t, client.LocalAddr().String(), server.RemoteAddr().String(), "each has one of its own")
	}
}

func TestPortBelongsToOneListener(t *testing.T) {
	_, err := net.Listen("tcp", listen(t).Addr().String())
	t.Log(err)
	require.Error(t, err)
}

func TestNobodyListens(t *testing.T) {
	listener := listen(t)
	listener.Close()
	_, err := net.DialTimeout("tcp", listener.Addr().String(), limit)
	t.Log(err)
	require.Error(t, err)
}

// One write may take many reads, and the other way round.
func TestStreamHasNoMessages(t *testing.T) {
	client, server := pair(t)
	say(t, client, "hello")
	reads := 0
	for text := ""; text != "hello"; reads++ {
		got, err := recv(server, 1)
		require.NoError(t, err)
		text += string(got)
	}
	t.Logf("one write, %d reads", reads)
	require.Equal(t, 5, reads)
}

// Write has done its work when the kernel has taken the bytes. When there is no
// more room for them, it waits.
func TestWriteWaitsForRoomNotForTheReader(t *testing.T) {
	client, server := pair(t)
	say(t, client, "hello\n") // nobody reads, and it returns
	n := send(client, make([]byte, mostInBuffers))
	t.Logf("the kernel took %d of %d bytes while nobody read", n, mostInBuffers)
	require.Less(t, n, mostInBuffers)
	_, err := io.CopyN(io.Discard, server, int64(len("hello\n")+n))
	require.NoError(t, err)
}

// The two directions end one by one.
func TestHalfClose(t *testing.T) {
	client, server := pair(t)
	say(t, client, "bye")
	require.NoError(t, client.CloseWrite())

	got, err := io.ReadAll(server) // until the end of the client's half
	require.NoError(t, err)
	require.Equal(t, "bye", string(got))

	say(t, server, "BYE") // the server's half is open
	require.NoError(t, server.Close())
	expect(t, client, "BYE")
	expectEnd(t, client)
}

func TestEndComesAgainAndAgain(t *testing.T) {
	client, server := pair(t)
	require.NoError(t, client.Close())
	for range 3 {
		n, err := server.Read(make([]byte, 10))
		require.Zero(t, n)
		require.Equal(t, io.EOF, err)
	}
}

func TestResetIsAnErrorNotAnEnd(t *testing.T) {
	client, server := pair(t)
	reset(t, client)
	_, err := server.Read(make([]byte, 10))
	t.Log(err)
	require.Error(t, err)
	require.NotErrorIs(t, err, io.EOF)
}

// Read's deadline is Go's own: a goroutine that waits can be woken.
func TestDeadlineWakesARead(t *testing.T) {
	_, server := pair(t)
	woken := make(chan error)
	go func() {
		_, err := server.Read(make([]byte, 10))
		woken <- err
	}()
	require.NoError(t, server.SetReadDeadline(time.Now()))
	require.ErrorIs(t, <-woken, os.ErrDeadlineExceeded)
}

// A goroutine that waits for a client keeps no thread of the operating system.
func TestWaitingGoroutinesShareThreads(t *testing.T) {
	self, err := process.NewProcess(int32(os.Getpid()))
	require.NoError(t, err)
	before, err := self.NumThreads()
	require.NoError(t, err)

	const clients = 100
	listener := listen(t)
	ended := make(chan struct{}, clients)
	var all []net.Conn
	for range clients {
		client := dial(t, listener.Addr())
		server := accept(t, listener)
		all = append(all, client)
		go func() {
			io.Copy(server, server) // answers as it was said
			ended <- struct{}{}
		}()
	}
	for _, client := range all { // so each goroutine runs, and then waits
		say(t, client, "hello")
		expect(t, client, "hello")
	}
	after, err := self.NumThreads()
	require.NoError(t, err)
	t.Logf("%d goroutines wait for clients; threads before %d, now %d", clients, before, after)
	require.Less(t, after-before, int32(clients/2))
	for _, client := range all {
		client.Close()
		<-ended
	}
}

// TestGBKMayComeBackChanged answers text in GBK as a server does.
func TestGBKMayComeBackChanged(t *testing.T) {
	for _, tt := range []struct{ text, want string }{
		{"你好", "你好"}, // its bytes are not UTF-8
		{"没", "脹"},   // c3 bb is the letter û in UTF-8, and c3 9b is Û
		{"朼", "朅"},   // 96 61 ends with the letter a, and 96 41 with A
	} {
		sent, err := simplifiedchinese.GBK.NewEncoder().String(tt.text)
		require.NoError(t, err)
		var stream upper.Stream
		answer := stream.Flush(stream.Append(nil, []byte(sent)))
		got, err := simplifiedchinese.GBK.NewDecoder().String(string(answer))
		require.NoError(t, err)
		t.Logf("%s (% x) comes back as %s (% x)", tt.text, sent, got, answer)
		require.Equal(t, tt.want, got)
	}
}

// BenchmarkComputing upper-cases text on as many cores as -cpu says. There is no
// client, which would need one of them.
func BenchmarkComputing(b *testing.B) {
	text := []byte(strings.Repeat("der große Fluß, привет, ", 1<<10))
	b.SetBytes(int64(len(text)))
	b.RunParallel(func(pb *testing.PB) {
		var stream upper.Stream
		var answer []byte
		for pb.Next() {
			answer = stream.Append(answer[:0], text)
		}
	})
}
