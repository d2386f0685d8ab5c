// Stage 05, asynchronous: an event loop waits for all clients at once and does
// one short job after the other. A silent client costs memory, and no waiting.
package main

import (
	"context"
	"flag"
	"io"
	"log"
	"net"
	"os"
	"os/signal"
	"syscall"
	"time"
)

// shutdownTimeout is how long clients may take to fetch their last answers.
const shutdownTimeout = 3 * time.Second

func main() {
	log.SetFlags(0)
	flags := flag.NewFlagSet("", flag.ContinueOnError)
	addr := flags.String("addr", "127.0.0.1:8000", "listen on `host:port`; port 0 takes a free one")
	loops := flags.Int("loops", 1, "run `n` event loops")
	parse(flags)
	if *loops < 1 {
		log.Fatalf("-loops %d: at least 1 is needed", *loops)
	}

	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	listener, err := net.Listen("tcp", *addr) // from here on, the kernel lets clients connect
	if err != nil {
		log.Fatalf("%v (try another -addr host:port)", err)
	}
	server := &Server{Loops: *loops}
	go func() {
		if err := server.Serve(listener); err != ErrServerClosed {
			log.Fatal(err)
		}
	}()

	<-ctx.Done() // blocks here until Ctrl-C or SIGTERM
	stop()       // a second Ctrl-C ends the program at once
	shutdownCtx, cancel := context.WithTimeout(context.Background(), shutdownTimeout)
	defer cancel()
	server.Shutdown(shutdownCtx)
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
