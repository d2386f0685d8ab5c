// Idle lets many clients connect to a stage, say one line each, and fall silent.
// Then it says what they cost: memory of the server, and memory of the kernel.
//
//	go run ./docs/scaling/idle -stage 05 -clients 5000
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log"
	"net"
	"os"
	"os/exec"
	"runtime"
	"syscall"
	"time"

	"workbook/shared/commandline"
	"workbook/shared/stage"
)

// patience is how long a server may take to let a client connect, and to answer
// it. The kernel's second attempt to connect comes after a second, the third
// after three.
const patience = 5 * time.Second

// warmUp is how many clients come and go before anything is measured: what the
// first ones cost is no matter of their number.
const warmUp = 100

func main() {
	log.SetFlags(0)
	flags := flag.NewFlagSet("", flag.ContinueOnError)
	number := flags.String("stage", "05", "the stage with this `number`")
	clients := flags.Int("clients", 5000, "let `n` clients connect")
	commandline.Check(commandline.Parse(flags, os.Args[1:]))
	if *clients < 1 {
		log.Fatalf("-clients %d: at least 1 is needed", *clients)
	}
	ctx, stop := commandline.Interruptible()
	err := run(ctx, os.Stdout, *number, *clients)
	if ctx.Err() != nil {
		err = context.Cause(ctx)
	}
	stop()
	if err != nil {
		log.Fatal(err)
	}
}

// run starts a stage, measures it, and ends it.
func run(ctx context.Context, out io.Writer, number string, clients int) error {
	chosen, err := choose(number)
	if err != nil {
		return err
	}
	dir, err := os.MkdirTemp("", "idle")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	programs, err := stage.Build(ctx, dir, chosen)
	if err != nil {
		return err
	}
	runtime.LockOSThread() // see stage.EndWithParent
	defer runtime.UnlockOSThread()
	command := exec.Command(programs[0], "-addr", "127.0.0.1:0")
	stage.EndWithParent(command)
	server, err := stage.Start(command, nil)
	if err != nil {
		return err
	}
	defer server.Kill()
	before, after, err := measure(ctx, server, clients)
	if err != nil {
		return fmt.Errorf("%s: %w", chosen.Name, err)
	}
	fmt.Fprintf(out, "%s: %d clients, answered once and silent since\n\n", chosen.Name, clients)
	return report(out, before, after, clients)
}

// choose returns the stage with a number or a name.
func choose(wanted string) (stage.Stage, error) {
	root, err := stage.Root()
	if err != nil {
		return stage.Stage{}, err
	}
	chosen, err := stage.Choose(root, wanted)
	switch {
	case err != nil:
		return stage.Stage{}, err
	case len(chosen) != 1 || wanted == "":
		return stage.Stage{}, fmt.Errorf("-stage %q: one stage is needed, as in 05", wanted)
	}
	return chosen[0], nil
}

// measure reads the memory before the clients come, and while they are silent.
func measure(ctx context.Context, server *stage.Process, clients int) (before, after memory, err error) {
	for range warmUp {
		leave, err := crowd(ctx, server.Addr, 1)
		leave()
		if err != nil {
			return before, after, err
		}
	}
	if before, err = readMemory(server.PID()); err != nil {
		return before, after, err
	}
	leave, err := crowd(ctx, server.Addr, clients)
	defer leave()
	if err != nil {
		return before, after, err
	}
	after, err = readMemory(server.PID())
	return before, after, err
}

// crowd lets clients connect, all of them, and then say a line each. They stay
// until leave is called, which must be done even after an error.
func crowd(ctx context.Context, addr string, clients int) (leave func(), err error) {
	var conns []net.Conn
	leave = func() {
		for _, conn := range conns {
			conn.Close()
		}
	}
	for len(conns) < clients {
		conn, err := dial(ctx, addr)
		if err != nil {
			return leave, fmt.Errorf("client %d cannot connect: %w", len(conns)+1, err)
		}
		conns = append(conns, conn)
	}
	for i, conn := range conns {
		if err := ask(ctx, conn); err != nil {
			return leave, fmt.Errorf("client %d gets no answer: %w", i+1, err)
		}
	}
	return leave, nil
}

// dial connects to addr. It explains the errors that a limit is behind.
func dial(ctx context.Context, addr string) (net.Conn, error) {
	dialer := net.Dialer{Timeout: patience}
	conn, err := dialer.DialContext(ctx, "tcp", addr)
	var timeout net.Error
	switch {
	case errors.Is(err, syscall.EMFILE):
		return nil, errors.New("this process may open no more files (ulimit -n)")
	case errors.Is(err, syscall.EADDRNOTAVAIL):
		return nil, errors.New("no port of this machine is left for it")
	case errors.As(err, &timeout) && timeout.Timeout():
		return nil, fmt.Errorf("the server's accept queue has been full for %v", patience)
	}
	return conn, err
}

// ask says a line and reads the reply. It gives up when ctx is done.
func ask(ctx context.Context, conn net.Conn) error {
	conn.SetDeadline(time.Now().Add(patience))
	stop := context.AfterFunc(ctx, func() { conn.SetDeadline(time.Now()) })
	defer stop()
	if _, err := io.WriteString(conn, "hello\n"); err != nil {
		return err
	}
	reply := make([]byte, len("HELLO\n"))
	_, err := io.ReadFull(conn, reply)
	if errors.Is(err, os.ErrDeadlineExceeded) {
		return fmt.Errorf("the server has not turned to it for %v", patience)
	}
	if err == nil && string(reply) != "HELLO\n" {
		return fmt.Errorf("the reply to \"hello\" was %q", reply)
	}
	return err
}
