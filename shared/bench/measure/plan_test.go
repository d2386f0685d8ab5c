package measure

import (
	"runtime"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"workbook/shared/bench/figures"
)

var targets = []Target{{Name: "01-a"}, {Name: "02-b"}, {Name: "05-async-netpoll"}}

// order returns the order in which a plan measures targets under so many
// clients.
func order(p Plan, clients int) []int {
	var order []int
	for _, s := range p.steps(targets) {
		if s.kind == figures.Load && s.clients == clients {
			order = append(order, s.target)
		}
	}
	return order
}

func TestRoundsAreInterleaved(t *testing.T) {
	p := Plan{Base: 100, Sizes: []int{1, 100, 5000}, Crowd: 5000, Load: Work{3, 1}, Growth: Work{2, 1}, Crowds: Work{1, 1}}
	require.Equal(t, []int{0, 1, 2, 1, 2, 0, 2, 0, 1}, order(p, 100))
	require.Equal(t, []int{0, 1, 2, 1, 2, 0}, order(p, 1))
	require.Equal(t, []int{0, 1, 2}, order(p, 5000), "a crowd has rounds of its own")
	require.Empty(t, order(p, 10))
	require.Empty(t, Plan{}.steps(targets))
}

// Of more rounds, a figure would not count all; the report's rule does not say so.
func TestNoPlanHasMoreThanTenRounds(t *testing.T) {
	for _, p := range []Plan{Quick(), Default(), Full()} {
		for _, w := range []Work{p.Load, p.Growth, p.Crowds, p.Churn, p.Flood, p.Compute} {
			require.LessOrEqual(t, w.Rounds, 10, p.Mode)
		}
	}
}

func TestComputing(t *testing.T) {
	if runtime.GOMAXPROCS(0) == 1 {
		t.Skip("one core only")
	}
	var settings []string
	for _, s := range (Plan{Compute: Work{1, 1}}).steps(targets) {
		require.Equal(t, figures.Compute, s.kind)
		settings = append(settings, s.setting.name)
	}
	all := allCores(runtime.GOMAXPROCS(0))
	require.Equal(t, []string{oneCore, all, oneCore, all, oneCore, all, moreLoops(runtime.GOMAXPROCS(0))}, settings)
}

func TestFit(t *testing.T) {
	full := Full()
	require.Equal(t, []int{1, 10, 100, 1000, 10_000, 19_900}, full.Fit(20_000, "linux").Sizes)
	require.Equal(t, []int{1, 10, 100, 1000, 10_000, 28_000}, full.Fit(1<<30, "linux").Sizes)
	require.Equal(t, []int{1, 10, 100, 1000, 10_000, 16_000}, full.Fit(1<<30, "darwin").Sizes)
	require.Equal(t, []int{1, 10, 100, 1000, 10_000, 16_000}, full.Fit(0, "windows").Sizes)
	few := full.Fit(156, "linux")
	require.Equal(t, []int{1, 10, 56}, few.Sizes)
	require.Equal(t, 56, few.Base)
	require.Equal(t, []int{1}, full.Fit(10, "linux").Sizes)
	require.Equal(t, 10_000, Default().Fit(1<<30, "linux").Sizes[4])
}

func TestPlansKeepTheirPromise(t *testing.T) {
	require.Less(t, Default().Limit, time.Minute)
	require.Less(t, Quick().Limit, 10*time.Second)
	for _, p := range []Plan{Default(), Quick(), Full()} {
		require.True(t, slices.IsSorted(p.Sizes))
		require.Contains(t, p.Sizes, p.Base, "the usual number of clients is a point of every curve")
		require.Positive(t, p.Load.Rounds*p.Growth.Rounds*p.Churn.Rounds*p.Flood.Rounds*p.Compute.Rounds)
		total := time.Duration(0)
		for _, s := range p.Fit(20_000, "linux").steps(make([]Target, 5)) {
			total += s.expect()
		}
		require.Less(t, total, p.Limit, p.Mode)
	}
}

func TestAfter(t *testing.T) {
	p := Plan{Limit: 9 * time.Second}
	require.Equal(t, 8*time.Second, p.After(time.Second).Limit)
	require.Equal(t, 6*time.Second, p.After(time.Minute).Limit)
}

func TestEstimate(t *testing.T) {
	const s = time.Second
	estimate := func(done, elapsed, limit time.Duration) time.Duration {
		return Progress{Done: done, Total: 40 * s}.estimate(elapsed, limit)
	}
	require.Equal(t, 40*s, estimate(0, 0, 60*s), "nothing is done yet")
	require.Equal(t, 30*s, estimate(10*s, 10*s, 60*s), "as expected")
	require.Equal(t, 45*s, estimate(10*s, 15*s, 600*s), "half as long again")
	require.Equal(t, 15*s, estimate(10*s, 5*s, 60*s), "twice as fast")
	require.Equal(t, 10*s, estimate(10*s, 50*s, 60*s), "no longer than there is time")
	require.Zero(t, estimate(40*s, 70*s, 60*s))
}

func TestExpect(t *testing.T) {
	short := step{kind: figures.Load, clients: 1, window: time.Second}
	require.Greater(t, short.expect(), time.Second)
	many, flood := short, short
	many.clients, flood.kind = 10_000, figures.Flood
	require.Greater(t, many.expect(), short.expect()+time.Second/2)
	require.Equal(t, flood.expect(), short.expect()+time.Second)
}

func TestDescribe(t *testing.T) {
	require.Equal(t, "01-a: 1 client", step{kind: figures.Load, clients: 1}.describe("01-a"))
	require.Equal(t, "01-a: 100 clients", step{kind: figures.Load, clients: 100}.describe("01-a"))
	require.Equal(t, "01-a: a flooder", step{kind: figures.Flood, clients: 100}.describe("01-a"))
}
