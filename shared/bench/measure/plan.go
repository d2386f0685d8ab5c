package measure

import (
	"fmt"
	"runtime"
	"slices"
	"strconv"
	"time"

	"workbook/shared/bench/figures"
)

// Work is how often and how long to measure something.
type Work struct {
	Rounds int
	Window time.Duration
}

// A Plan is what to measure.
type Plan struct {
	Mode  string
	Limit time.Duration // no measurement begins that would end so long after the start
	Base  int           // clients of an ordinary load
	Sizes []int         // numbers of clients, rising
	Crowd int           // from so many clients on it is a crowd

	Load, Growth, Crowds, Churn, Flood, Compute Work
}

const (
	messageBytes   = 64       // of an ordinary line
	expensiveBytes = 16 << 10 // of one that is hard to upper-case
	visitors       = 4        // who come and go at a time
	polite         = 8        // clients beside the flooder
	crowd          = 5000     // clients
	spareFiles     = 100      // that a process needs besides those of clients
	ports          = 16_000   // that Windows and macOS have for clients of one server; Linux has 28,000
	linuxPorts     = 28_000   // see ip_local_port_range in ip(7)
)

// Default takes less than a minute.
func Default() Plan {
	return Plan{
		Mode: "default", Limit: 55 * time.Second, Base: 100, Sizes: []int{1, 10, 100, 1000, 10_000}, Crowd: crowd,
		Load:    Work{3, 500 * time.Millisecond},
		Growth:  Work{2, 200 * time.Millisecond},
		Crowds:  Work{1, 500 * time.Millisecond},
		Churn:   Work{2, 200 * time.Millisecond},
		Flood:   Work{2, 200 * time.Millisecond},
		Compute: Work{2, 200 * time.Millisecond},
	}
}

// Quick takes less than ten seconds.
func Quick() Plan {
	return Plan{
		Mode: "quick", Limit: 7 * time.Second, Base: 100, Sizes: []int{100, 1000}, Crowd: crowd,
		Load:    Work{2, 120 * time.Millisecond},
		Growth:  Work{1, 80 * time.Millisecond},
		Churn:   Work{1, 60 * time.Millisecond},
		Flood:   Work{1, 60 * time.Millisecond},
		Compute: Work{1, 80 * time.Millisecond},
	}
}

// Full takes several minutes, and as many clients as there may be files.
func Full() Plan {
	return Plan{
		Mode: "full", Limit: 12 * time.Minute, Base: 100, Sizes: []int{1, 10, 100, 1000, 10_000, linuxPorts}, Crowd: crowd,
		Load:    Work{7, time.Second},
		Growth:  Work{5, 500 * time.Millisecond},
		Crowds:  Work{3, time.Second},
		Churn:   Work{5, 500 * time.Millisecond},
		Flood:   Work{5, 500 * time.Millisecond},
		Compute: Work{5, 500 * time.Millisecond},
	}
}

// Fit returns the plan for a process that may have so many files open (0: as
// many as it likes) on this system: clients that there can not be are left out,
// and there are as many as possible instead.
func (p Plan) Fit(files int, system string) Plan {
	most := ports
	if system == "linux" {
		most = linuxPorts
	}
	if files > 0 {
		most = max(1, min(most, files-spareFiles))
	}
	var sizes []int
	for _, size := range p.Sizes {
		sizes = append(sizes, min(size, most))
	}
	p.Sizes = slices.Compact(sizes)
	p.Base = min(p.Base, most)
	return p
}

// After returns the plan when so much time has passed already, with building,
// say. Measuring has two thirds of the time in any case.
func (p Plan) After(passed time.Duration) Plan {
	p.Limit = max(p.Limit-passed, p.Limit*2/3)
	return p
}

// A step is one measurement.
type step struct {
	target  int
	kind    figures.Kind
	clients int
	setting setting
	window  time.Duration
}

// An item is what is measured of every target in some of the rounds.
type item struct {
	Work
	kind     figures.Kind
	clients  int
	settings func(name string) []setting
}

// asAlways is the setting of everything but Compute.
func asAlways(string) []setting { return []setting{{}} }

// items returns what to measure of a target, the most important first: if time
// runs out it is the last rounds that are missing.
func (p Plan) items() []item {
	items := []item{{p.Load, figures.Load, p.Base, asAlways}}
	for _, size := range p.Sizes {
		work := p.Growth
		if size >= p.Crowd {
			work = p.Crowds
		}
		if size != p.Base {
			items = append(items, item{work, figures.Load, size, asAlways})
		}
	}
	return append(items,
		item{p.Churn, figures.Churn, visitors, asAlways},
		item{p.Flood, figures.Flood, polite, asAlways},
		item{p.Compute, figures.Compute, 2 * runtime.GOMAXPROCS(0), computeSettings},
	)
}

// oneCore is the name of the setting in which a server computes on one core.
const oneCore = "GOMAXPROCS=1"

// allCores is the name of that in which it computes on so many.
func allCores(cores int) string { return "GOMAXPROCS=" + strconv.Itoa(cores) }

// moreLoops is the name of that in which an event loop runs on each of them.
func moreLoops(cores int) string { return fmt.Sprintf("%s -loops %d", allCores(cores), cores) }

// computeSettings returns the settings to compare for text that is expensive.
// The event loop of stage 05 uses one core however many there are, unless it is
// told to run several.
func computeSettings(name string) []setting {
	cores := runtime.GOMAXPROCS(0)
	if cores == 1 {
		return []setting{{name: oneCore}}
	}
	all := allCores(cores)
	settings := []setting{
		{name: oneCore, env: []string{oneCore}},
		{name: all, env: []string{all}},
	}
	if name == "05-async-netpoll" {
		settings = append(settings, setting{
			name: moreLoops(cores), env: []string{all}, args: []string{"-loops", strconv.Itoa(cores)},
		})
	}
	return settings
}

// steps returns all measurements in their order. Rounds are interleaved: what
// disturbs the machine for a while disturbs all targets alike.
func (p Plan) steps(targets []Target) []step {
	items := p.items()
	rounds := 0
	for _, item := range items {
		rounds = max(rounds, item.Rounds)
	}
	var steps []step
	for round := range rounds {
		for _, item := range items {
			if round >= item.Rounds {
				continue
			}
			for i := range targets {
				target := (i + round) % len(targets) // A B C, then B C A
				for _, s := range item.settings(targets[target].Name) {
					steps = append(steps, step{target, item.kind, item.clients, s, item.Window})
				}
			}
		}
	}
	return steps
}

const (
	warmShare   = 4                      // a load warms up for a quarter of its window
	startTime   = 50 * time.Millisecond  // about what it takes to start a server, and to end it
	connectTime = 100 * time.Microsecond // the same for a client
)

// expect returns about how long a step takes.
func (s step) expect() time.Duration {
	d := startTime + s.window + s.window/warmShare + time.Duration(s.clients)*connectTime
	if s.kind == figures.Flood {
		d += s.window // without the flooder, too
	}
	return d
}
