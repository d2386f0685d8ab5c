// Package browser lets tests look at pages in Chromium or Chrome. The tests of a
// package share one, which runs without a window, with a profile of its own, and
// talks to this machine only. A package that uses it has
//
//	func TestMain(m *testing.M) { goleak.VerifyTestMain(browser.Tests(m)) }
package browser

import (
	"context"
	"fmt"
	"os"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// neededVar is the environment variable that makes tests fail, and not skip, where
// there is no browser.
const neededVar = "WORKBOOK_NEEDS_BROWSER"

// patience is how long the browser may take to start, and a test to use it. It is
// for a browser that hangs: a slow machine is to have time enough.
const patience = 2 * time.Minute

// shared is the browser of this test binary.
var shared struct {
	sync.Mutex
	closes bool // somebody will close it
	ctx    context.Context
	close  func()
	err    error // why it cannot be used
}

// A Runner runs a package's tests, as a testing.M does.
type Runner interface{ Run() int }

// Tests returns what runs a package's tests and closes their browser after them.
func Tests(m Runner) Runner { return tests{m} }

type tests struct{ Runner }

func (r tests) Run() int {
	shared.closes = true
	code := r.Runner.Run()
	if shared.close != nil {
		shared.close()
	}
	return code
}

// start starts the browser if no test has done so before. Without one the test
// is skipped, or fails where it is needed.
func start(t testing.TB) context.Context {
	t.Helper()
	shared.Lock()
	defer shared.Unlock()
	if !shared.closes {
		t.Fatal("TestMain has to run the tests by browser.Tests")
	}
	if shared.ctx == nil && shared.err == nil {
		shared.ctx, shared.close, shared.err = launch()
	}
	switch {
	case shared.err == nil:
	case os.Getenv(neededVar) != "":
		t.Fatal(shared.err)
	default:
		t.Skip(shared.err)
	}
	return shared.ctx
}

// launch starts the browser. What it returns besides ends it, and waits until it
// has left nothing behind.
func launch() (context.Context, func(), error) {
	path, err := find()
	if err != nil {
		return nil, nil, err
	}
	allocator, wait := chromedp.NewExecAllocator(context.Background(), options(path)...)
	ctx, kill := chromedp.NewContext(allocator)
	hangs := time.AfterFunc(patience, kill)
	err = chromedp.Do(ctx)
	hangs.Stop()
	if err != nil {
		kill()
		wait()
		return nil, nil, fmt.Errorf("%s does not start: %w", path, err)
	}
	return ctx, func() {
		limited, cancel := context.WithTimeout(ctx, patience)
		defer cancel()
		chromedp.Cancel(limited) // asks it to end; if that fails, it is killed
		kill()
		wait()
	}, nil
}

// options returns what the browser is started with. By default it has a new
// profile, and no sandbox if it belongs to root.
func options(path string) []chromedp.ExecAllocatorOption {
	all := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(path))
	for _, flag := range []string{"disable-gpu", "disable-quic", "disable-component-update", "no-proxy-server"} {
		all = append(all, chromedp.Flag(flag, true))
	}
	return append(all, chromedp.Flag("host-resolver-rules", "MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost"))
}
