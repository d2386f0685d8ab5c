// The client: it sends what is typed, line by line, and prints what the server
// answers. While it waits it says so, and when the server goes away it does not
// give up.
//
//	go run ./shared/client
//	echo hello | go run ./shared/client
package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"log"
	"net"
	"os"
	"os/signal"
	"time"

	"golang.org/x/term"

	"workbook/shared/commandline"
	"workbook/shared/terminal"
)

// dialTime is how long a server may take to accept a connection.
const dialTime = 5 * time.Second

func main() {
	log.SetFlags(0)
	flags := flag.NewFlagSet("", flag.ContinueOnError)
	addr := flags.String("addr", "127.0.0.1:8000", "connect to `host:port`")
	commandline.Check(commandline.Parse(flags, os.Args[1:]))

	screen := term.IsTerminal(int(os.Stderr.Fd()))
	interrupt := make(chan os.Signal, 1)
	signal.Notify(interrupt, os.Interrupt)
	go exitOn(interrupt, screen)
	check(*addr)
	client := &Client{
		Addr:        *addr,
		Dial:        func() (Conn, error) { return dial(*addr) },
		In:          os.Stdin,
		Interactive: term.IsTerminal(int(os.Stdin.Fd())),
		Out:         output(os.Stdout),
		Notes:       &Notes{Out: os.Stderr, Screen: screen},
	}
	if err := client.Run(); err != nil {
		log.Fatal(err)
	}
}

// output returns where replies go: to a program as they are, and to a terminal
// without what could steer it. Whoever the server is, the terminal is the user's.
func output(out *os.File) io.Writer {
	if term.IsTerminal(int(out.Fd())) {
		return terminal.VisibleWriter{Out: out}
	}
	return out
}

func dial(addr string) (Conn, error) {
	conn, err := net.DialTimeout("tcp", addr, dialTime)
	if err != nil {
		return nil, err
	}
	return conn.(*net.TCPConn), nil
}

// exitOn ends the program at Ctrl-C, whatever it is waiting for.
func exitOn(interrupt <-chan os.Signal, screen bool) {
	<-interrupt
	if screen {
		fmt.Fprintln(os.Stderr) // the shell's prompt belongs on a line of its own
	}
	os.Exit(0)
}

// check ends the program if there can never be a server at addr. One that is
// merely not there yet is no mistake.
func check(addr string) {
	tcp, err := net.ResolveTCPAddr("tcp", addr)
	switch {
	case addr == "":
		err = errors.New("no address")
	case err == nil && tcp.Port == 0:
		err = fmt.Errorf("address %s: port 0 takes no connections", addr)
	}
	if err != nil {
		log.Fatalf("%v (give the server's -addr host:port)", err)
	}
}
