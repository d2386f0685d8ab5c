package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os/exec"
	"runtime"
	"time"

	"workbook/shared/lab/live"
	"workbook/shared/lab/scenario"
	"workbook/shared/stage"
)

// serve serves the live page until ctx is done.
func serve(ctx context.Context, o options, out io.Writer) error {
	root, err := stage.Root()
	if err != nil {
		return err
	}
	stages, err := stage.Choose(root, o.Stages)
	if err != nil {
		return err
	}
	switch {
	case o.Stages == "":
		stages = stages[:1]
	case len(stages) > 2:
		return errors.New("-web shows one stage or two: name them, as in -stage 01,02")
	}
	scenarios, err := playable(o.Scenario)
	if err != nil {
		return err
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	session, err := live.New(ctx, root, scenarios, stages...)
	if err != nil {
		listener.Close()
		return err
	}
	port := listener.Addr().(*net.TCPAddr).Port
	address := fmt.Sprintf("http://127.0.0.1:%d/", port)
	server := newServer(session.Handler(fmt.Sprintf("127.0.0.1:%d", port), fmt.Sprintf("localhost:%d", port)))
	served := make(chan error, 1)
	go func() { served <- server.Serve(listener) }()
	_, err = fmt.Fprintf(out, "The live page is at %s\nCtrl-C ends it.\n", address)
	if err == nil && o.Open {
		openBrowser(address)
	}
	select {
	case <-ctx.Done():
	case failed := <-served:
		err = failed
	}
	cancel() // which ends the streams of views, too
	server.Close()
	return errors.Join(err, session.Close())
}

// newServer returns a server that waits for no request without end, and whose
// requests are small.
func newServer(handler http.Handler) *http.Server {
	return &http.Server{
		Handler:           handler,
		ReadHeaderTimeout: 5 * time.Second,
		ReadTimeout:       10 * time.Second,
		IdleTimeout:       time.Minute,
		MaxHeaderBytes:    32 << 10,
	}
}

// playable returns the scenarios that the page can play: the shipped ones, and
// one in a file.
func playable(own string) (all []scenario.Scenario, err error) {
	names := scenario.Shipped()
	if own != scenario.Default {
		names = append([]string{own}, names...)
	}
	seen := make(map[string]bool)
	for _, name := range names {
		s, err := scenario.Load(name)
		if err != nil {
			return nil, err
		}
		if !seen[s.Name] {
			seen[s.Name] = true
			all = append(all, s)
		}
	}
	return all, nil
}

// openBrowser opens an address in the user's browser, if there is one. If not,
// the address that has been printed will do.
func openBrowser(address string) {
	var cmd *exec.Cmd
	switch runtime.GOOS {
	case "windows":
		cmd = exec.Command("rundll32", "url.dll,FileProtocolHandler", address)
	case "darwin":
		cmd = exec.Command("open", address)
	default:
		cmd = exec.Command("xdg-open", address)
	}
	if cmd.Start() == nil {
		go cmd.Wait() // it hands over to the browser, and ends
	}
}
