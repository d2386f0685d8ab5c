// Stage 01, blocking: the server accepts a client and stays with it until it
// leaves. Everybody else waits.
package main

import (
	"errors"
	"flag"
	"io"
	"log"
	"net"
	"os"
	"time"

	"workbook/shared/upper"
)

func main() {
	log.SetFlags(0)
	flags := flag.NewFlagSet("", flag.ContinueOnError)
	addr := flags.String("addr", "127.0.0.1:8000", "listen on `host:port`; port 0 takes a free one")
	parse(flags)

	listener, err := net.Listen("tcp", *addr) // from here on, the kernel lets clients connect
	if err != nil {
		log.Fatalf("%v (try another -addr host:port)", err)
	}
	log.Fatal(serve(listener))
}

// serve accepts clients until the listener is closed, and returns that error.
func serve(listener net.Listener) error {
	log.Printf("listening on %s", listener.Addr())
	for {
		conn, err := listener.Accept() // blocks here until a client has connected
		switch {
		case err == nil:
			handle(conn)
		case errors.Is(err, net.ErrClosed):
			return err
		default: // out of file descriptors, say: wait for clients to leave
			log.Print(err)
			time.Sleep(time.Second)
		}
	}
}

// handle answers one client until it leaves.
func handle(conn net.Conn) {
	defer conn.Close()
	log.Printf("%s connected", conn.RemoteAddr())
	defer log.Printf("%s disconnected", conn.RemoteAddr())

	var text upper.Stream
	in := make([]byte, 4096) // what the client says
	var out []byte           // what it is answered; its memory is used again
	for turn := 1; ; turn++ {
		n, rerr := conn.Read(in) // blocks here until the client speaks or leaves
		out = text.Append(out[:0], in[:n])
		if rerr != nil { // io.EOF: the client has said all it had to say
			out = text.Flush(out)
		}
		_, werr := conn.Write(out) // blocks here while the client does not read
		if rerr != nil || werr != nil {
			return
		}
		if n == len(in) && turn%128 == 0 { // a flood: rest, so that Go looks who else has spoken
			time.Sleep(time.Millisecond) // without it, others wait 20 ms (p99), not 4
		}
	}
}

// parse reads the command line. A mistake in it gets one line and status 1.
func parse(flags *flag.FlagSet) {
	flags.SetOutput(io.Discard) // its own report is a page
	switch err := flags.Parse(os.Args[1:]); {
	case err == flag.ErrHelp:
		flags.SetOutput(os.Stdout)
		flags.Usage()
		os.Exit(0)
	case err != nil:
		log.Fatalf("%v (-help lists the flags)", err)
	case flags.NArg() > 0:
		log.Fatalf("unexpected argument %q (-help lists the flags)", flags.Arg(0))
	}
}
