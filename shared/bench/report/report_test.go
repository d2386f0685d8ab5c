package report

import (
	"bytes"
	"flag"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/stretchr/testify/require"

	"workbook/shared/bench/figures"
	"workbook/shared/terminal"
)

var update = flag.Bool("update", false, "write the golden files anew")

// rounds makes samples of one figure.
func rounds(f figures.Figure, values ...float64) []figures.Sample {
	var samples []figures.Sample
	for _, v := range values {
		samples = append(samples, figures.Sample{f: v})
	}
	return samples
}

// loads returns what a server brings under load: so much CPU time and such a
// p99, three rounds of it, 2 % apart.
func loads(server string, clients, served int, cpu, p99, idle float64) figures.Result {
	r := figures.Result{Server: server, Kind: figures.Load, Clients: clients, Served: served}
	for _, factor := range []float64{1, 0.99, 1.01} {
		r.Rounds = append(r.Rounds, figures.Sample{
			figures.CPU: cpu * factor, figures.CPUTotal: 10, figures.Rate: 1e6 / cpu * factor,
			figures.P50: p99 / 4 * factor, figures.P99: p99 * factor, figures.P999: p99 * 2 * factor,
			figures.Peak: 20 << 20,
		})
		if idle > 0 {
			r.Rounds[len(r.Rounds)-1][figures.Idle] = idle * factor
		}
	}
	return r
}

// sample returns a run made up by hand: of a server with one pair of hands, one
// with four, and two that serve everybody.
func sample() figures.Run {
	const one, four, all, loop = "01-blocking", "04-pool", "02-goroutines", "05-async-netpoll"
	run := figures.Run{
		Start: time.Date(2026, 3, 14, 15, 9, 26, 0, time.UTC), Took: 48 * time.Second,
		Machine: figures.Machine{OS: "linux", Arch: "amd64", CPU: "Some CPU", Cores: 2, Memory: 8 << 30, Go: "1.25.0", Files: 20_000},
		Base:    100, Sizes: []int{1, 100, 10_000}, Bytes: 64,
		Servers:     []string{one, all, four, loop},
		Calibration: []float64{0.010, 0.0101, 0.0102},
	}
	add := func(results ...figures.Result) { run.Results = append(run.Results, results...) }
	for _, server := range run.Servers {
		add(loads(server, 1, 0, 9, 50, 0))
	}
	add(loads(one, 100, 1, 9, 60, 0), loads(four, 100, 4, 8, 120, 0), loads(all, 100, 0, 5, 800, 0), loads(loop, 100, 0, 4, 700, 0))
	for server, n := range map[string]int{one: 1, four: 4} {
		why := "it serves 4 clients at a time"
		if n == 1 {
			why = "it serves 1 client at a time"
		}
		add(figures.Result{Server: server, Kind: figures.Load, Clients: 10_000, Served: n, Why: why})
	}
	add(loads(all, 10_000, 0, 7.5, 90_000, 7800), loads(loop, 10_000, 0, 4.04, 60_000, 120))
	for i, server := range run.Servers {
		churn := loads(server, 4, 0, 100+50*float64(i), 1000, 0)
		churn.Kind = figures.Churn
		add(churn)
		flood := figures.Result{Server: server, Kind: figures.Flood, Clients: 8}
		flood.Rounds = []figures.Sample{{figures.Alone50: 100, figures.Alone99: 200, figures.P50: 300, figures.P99: 5000 / float64(i+1)}}
		switch server {
		case one:
			flood.Served, flood.Why = 1, "while the flooder is there, nobody else is served"
			flood.Rounds = []figures.Sample{{figures.Alone50: 100, figures.Alone99: 200}}
		case four:
			flood.Served = 4
		}
		add(flood)
	}
	compute := func(server, setting string, volume float64) {
		add(figures.Result{
			Server: server, Kind: figures.Compute, Clients: 4, Setting: setting,
			Rounds: rounds(figures.Volume, volume, volume*1.01, volume*0.99),
		})
	}
	for server, gain := range map[string]float64{one: 1, all: 1.9, four: 1.8, loop: 1.01} {
		compute(server, "GOMAXPROCS=1", 100e6)
		compute(server, "GOMAXPROCS=2", gain*100e6)
	}
	compute(loop, "GOMAXPROCS=2 -loops 2", 170e6)
	return run
}

// The report of a made-up run is what it was when somebody looked at it last. To
// look again: go test ./shared/bench/report -update
func TestText(t *testing.T) {
	var b bytes.Buffer
	require.NoError(t, Write(&b, sample(), Look{}))
	golden(t, "report.txt", b.Bytes())
	for _, line := range strings.Split(b.String(), "\n") {
		require.LessOrEqual(t, utf8.RuneCountInString(line), columns, line)
		require.NotContains(t, line, "\x1b")
	}
	b.Reset()
	require.NoError(t, Write(&b, sample(), Look{Colour: true}))
	require.Contains(t, b.String(), "\x1b[1m100 clients at the same time\x1b[0m")
}

// Names are as long as people make them, and some letters are wide.
func TestNamesThatAreLongOrWideKeepTheColumnsAligned(t *testing.T) {
	const long = "06-mine-with-a-name-that-is-longer-than-its-column-can-be-beside-these-figures"
	table := Table{
		Head: []string{"", "CPU us\na message", "messages\na second", "p99\nms"},
		Rows: [][]string{
			{"01-blocking", "21.1 +-22%", "30,491", "0.113 +-137%"},
			{long, "13.3 +-25%", "67,899", "6.46 +-21%"},
			{"07-我的服务器", "4.13 +-3%", "1,234,567", "-"},
		},
	}
	var b strings.Builder
	table.write(&b, Look{})
	require.Equal(t, ""+
		"                    CPU us    messages            p99\n"+
		"                 a message    a second             ms\n"+
		"01-blocking     21.1 +-22%      30,491   0.113 +-137%\n"+
		long+"\n"+
		"                13.3 +-25%      67,899     6.46 +-21%\n"+
		"07-我的服务器    4.13 +-3%   1,234,567              -\n", b.String())

	table.Head[0] = long // as in comparisons
	b.Reset()
	table.write(&b, Look{Colour: true})
	require.Contains(t, b.String(), "\x1b[1m"+long+"\x1b[0m\n\x1b[1m                 a message    a second             ms\x1b[0m\n")

	run := sample()
	run.Servers = slices.Replace(run.Servers, 1, 2, long)
	for i := range run.Results {
		if run.Results[i].Server == "02-goroutines" {
			run.Results[i].Server = long
		}
	}
	b.Reset()
	require.NoError(t, Write(&b, run, Look{}))
	require.NoError(t, WriteComparison(&b, run, run, Look{}))
	for _, line := range strings.Split(b.String(), "\n") {
		require.LessOrEqual(t, terminal.Width(line), columns, line)
	}
}

func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		require.NoError(t, os.MkdirAll("testdata", 0o755))
		require.NoError(t, os.WriteFile(path, got, 0o644))
	}
	want, err := os.ReadFile(path)
	require.NoError(t, err)
	require.Equal(t, strings.ReplaceAll(string(want), "\r\n", "\n"), string(got))
}

// section returns one by its ID.
func section(t *testing.T, run figures.Run, id string) Section {
	t.Helper()
	for _, s := range Sections(run) {
		if s.ID == id {
			return s
		}
	}
	require.Fail(t, "no such section", id)
	return Section{}
}

func TestWhatIsSaid(t *testing.T) {
	const limited = " 01-blocking and 04-pool are left out: they serve only 1 and 4 of the 100 clients at a time."
	for id, want := range map[string][]string{
		"ordinary": {
			"05-async-netpoll needs the least CPU time for a message: 4.00 us. 02-goroutines needs the most: 5.00 us, 1.2 times as much." + limited,
			"05-async-netpoll has the shortest p99: 0.700 ms. 02-goroutines has the longest: 0.800 ms, 1.1 times as much." + limited,
		},
		"growth":   {"From 100 to 10,000 clients, the cost of a message grows 1.5 times in 02-goroutines; in 05-async-netpoll it stays equal within the noise." + limited},
		"waiting":  {"From 100 to 10,000 clients, p99 grows 113 times in 02-goroutines and 86 times in 05-async-netpoll." + limited},
		"answered": {"02-goroutines and 05-async-netpoll serve everybody who comes. 01-blocking breaks off at 1 client and 04-pool breaks off at 4 clients: from there on, more clients only make a longer queue."},
		"memory":   {"05-async-netpoll needs the least memory for a client that says nothing: 120 bytes. 02-goroutines needs the most: 7.62 KiB, 65 times as much. 01-blocking and 04-pool are left out: they serve only 1 and 4 of the 10,000 clients at a time."},
		"churn":    {"01-blocking needs the least CPU time for a visit: 100 us. 05-async-netpoll needs the most: 250 us, 2.5 times as much."},
		"flood":    {"05-async-netpoll protects polite clients best, with the shortest p99 beside the flooder: 1.25 ms. 02-goroutines has the longest: 2.50 ms, 2.0 times as much. 01-blocking and 04-pool are left out: they serve only 0 and 3 of the 8 polite clients beside the flooder."},
		"compute":  {"On 2 cores, 02-goroutines computes 1.9 times as much, 04-pool computes 1.8 times as much and 05-async-netpoll -loops 2 computes 1.7 times as much as on one. In 01-blocking and 05-async-netpoll, more cores make no difference beyond the noise."},
	} {
		var says []string
		for _, shown := range section(t, sample(), id).Shown {
			says = append(says, strings.TrimSpace(shown.Says+" "+shown.LeftOut))
			require.NotNil(t, shown.Plot, id)
		}
		require.Equal(t, want, says, id)
	}
}

func TestLimitedServersAreNotedAndNotRanked(t *testing.T) {
	s := section(t, sample(), "ordinary")
	require.Equal(t, []string{
		"01-blocking serves 1 client at a time and was measured with as many. The others of 100 wait as long as these stay.",
		"04-pool serves 4 clients at a time and was measured with as many. The others of 100 wait as long as these stay.",
	}, s.Notes)
	require.Equal(t, "1 of 100", s.Table.Rows[0][7])
	require.Equal(t, "100", s.Table.Rows[1][7])
	require.Contains(t, section(t, sample(), "flood").Notes, "01-blocking: while the flooder is there, nobody else is served.")
	require.Equal(t, "3", section(t, sample(), "flood").Table.Rows[2][5], "one of its four clients is the flooder")
}

// From outside, nothing is known of the process.
func TestUnknownFigures(t *testing.T) {
	run := sample()
	for _, result := range run.Results {
		for _, sample := range result.Rounds {
			for _, f := range []figures.Figure{figures.CPU, figures.CPUTotal, figures.Peak, figures.Idle} {
				delete(sample, f)
			}
		}
	}
	s := section(t, run, "ordinary")
	require.Equal(t, []string{"02-goroutines", "-", "200,000", "0.200", "0.800 +-3%", "1.60", "-", "100"}, s.Table.Rows[1])
	require.Nil(t, s.Shown[0].Plot)
	require.Contains(t, s.Notes, "CPU time and memory are not known of 01-blocking, 02-goroutines, 04-pool and 05-async-netpoll.")
	require.Contains(t, section(t, run, "churn").Shown[0].Says, "01-blocking sees the most visits a second: 10,000")
	require.Equal(t, "10,000 +-3%", section(t, run, "churn").Table.Rows[0][2], "this is compared, so it has its margin")
	require.NoError(t, Write(new(bytes.Buffer), run, Look{}))
}

func TestFailures(t *testing.T) {
	run := figures.Run{Servers: []string{"01-a", "02-b"}, Base: 100, Sizes: []int{1, 100}, Results: []figures.Result{
		{Server: "01-a", Kind: figures.Load, Clients: 100, Why: "it hangs", Failed: true},
		{Server: "02-b", Kind: figures.Load, Clients: 100, Why: "it hangs", Failed: true},
		{Server: "02-b", Kind: figures.Churn, Clients: 4, Why: "it garbles", Failed: true},
		{Server: "02-b", Kind: figures.Flood, Clients: 8, Why: "of its nature"},
	}}
	require.Equal(t, []string{"01-a and 02-b: it hangs.", "02-b: it garbles."}, Failures(run))
	require.NoError(t, Write(new(bytes.Buffer), run, Look{}))
}

func TestRanking(t *testing.T) {
	type one struct {
		name string
		figures.Summary
	}
	of := func(name string, values ...float64) one { return one{name, figures.Summarise(values)} }
	tell := func(more bool, all ...one) string {
		r := ranking{unit: number, best: "is best", worst: "is worst", more: more}
		for _, o := range all {
			r.add(figures.Result{Server: o.name}, o.Summary)
		}
		shown := r.shown()
		return strings.TrimSpace(shown.Says + " " + shown.LeftOut)
	}
	require.Equal(t, "", tell(false))
	require.Equal(t, "", tell(false, of("A")))
	require.Equal(t, "A: 3.00. B is left out: a figure of it is missing.", tell(false, of("A", 3), of("B")))
	require.Equal(t, "A and B are equal within the noise: 3.00 to 3.10.", tell(false, of("B", 3.1, 3.1), of("A", 3, 3)))
	require.Equal(t, "B and A are equal within the noise: 3.00 to 3.10.", tell(true, of("B", 3.1, 3.1), of("A", 3, 3)))
	require.Equal(t, "A is best: 3.00. B is equal to it within the noise. C is worst: 6.00, 2.0 times as much.",
		tell(false, of("C", 6, 6), of("B", 3.1, 3.1), of("A", 3, 3)))
	require.Equal(t, "C is best: 6.00. A is worst: 3.00, 50 % of that.", tell(true, of("C", 6, 6), of("A", 3, 3)))
	require.Equal(t, "A is best: 0. B is worst: 3.00, against none.", tell(false, of("B", 3, 3), of("A", 0, 0)))
	require.Equal(t, "A is best: 3.00. C is equal to it within the noise.",
		tell(false, of("A", 3, 3), of("B", 3.9, 3.9), of("C", 2, 4, 8)), "of B, which is less than C, nothing is said; C may be anything")
}

// Who reads the rule and a table comes to the same verdict as the report.
func TestTheRuleCanBeFollowedWithWhatIsShown(t *testing.T) {
	require.Contains(t, Rule, "overlap: each reaches from the figure less its +- to the figure plus its +-.")
	shown := func(s figures.Summary) (low, high float64) {
		var median, percent float64
		_, err := fmt.Sscanf(spread(s), "%f +-%f%%", &median, &percent)
		require.NoError(t, err, spread(s))
		return median * (1 - percent/100), median * (1 + percent/100)
	}
	verdicts := make(map[figures.Verdict]int)
	a := figures.Summarise([]float64{95, 100, 104})
	for v := 50.0; v <= 200; v++ {
		for _, b := range []figures.Summary{
			figures.Summarise([]float64{v}), figures.Summarise([]float64{v, v}), figures.Summarise([]float64{0.8 * v, v, 1.1 * v}),
			{Median: v, Low: v, High: v, N: 1, Machine: 0.4},
			{Median: v, Low: v, High: v, N: 2, Grain: 0.3 * v},
		} {
			lowA, highA := shown(a)
			lowB, highB := shown(b)
			want := figures.Equal
			switch {
			case highB < lowA:
				want = figures.Less
			case lowB > highA:
				want = figures.More
			}
			if min(math.Abs(highB-lowA), math.Abs(lowB-highA)) < 0.5 {
				continue // only the digits that are not shown decide
			}
			got := figures.Compare(b, a)
			require.Equal(t, want, got, "%s against %s", spread(b), spread(a))
			verdicts[got]++
		}
	}
	require.Len(t, verdicts, 3)
}

// A sentence says whom it leaves out, and only then.
func TestWhoIsLeftOut(t *testing.T) {
	says := func(run figures.Run, id string) string {
		t.Helper()
		shown := section(t, run, id).Shown[0]
		require.NotEmpty(t, shown.Says)
		return shown.LeftOut
	}
	everybody := sample()
	everybody.Servers = []string{"02-goroutines", "05-async-netpoll"}
	everybody.Results = slices.DeleteFunc(everybody.Results, func(r figures.Result) bool { return !slices.Contains(everybody.Servers, r.Server) })
	for _, s := range Sections(everybody) {
		for _, shown := range s.Shown {
			require.Empty(t, shown.LeftOut, s.ID)
		}
	}

	run := sample()
	for i := range run.Results {
		if run.Results[i].Served == 1 {
			run.Results[i].Served = 4
		}
	}
	require.Equal(t, "01-blocking and 04-pool are left out: they serve only 4 of the 100 clients at a time.", says(run, "ordinary"))

	run = sample()
	run.Servers = append(run.Servers, "06-mine", "07-yours")
	failed := func(server string, kind figures.Kind, clients int, setting string) {
		run.Results = append(run.Results, figures.Result{Server: server, Kind: kind, Clients: clients, Setting: setting, Why: "it hangs", Failed: true})
	}
	for _, clients := range run.Sizes {
		failed("06-mine", figures.Load, clients, "")
	}
	run.Results = append(run.Results, loads("07-yours", 100, 0, 4, 700, 0))
	failed("07-yours", figures.Load, 10_000, "")
	failed("06-mine", figures.Churn, 4, "")
	failed("06-mine", figures.Flood, 8, "")
	failed("06-mine", figures.Compute, 4, "GOMAXPROCS=2")
	const mine, both = "06-mine is left out: a figure of it is missing.", "06-mine and 07-yours are left out: a figure of each is missing."
	for id, want := range map[string]string{
		"ordinary": mine, "churn": mine, "flood": mine, "compute": mine,
		"growth": both, "waiting": both, "answered": both, "memory": both,
	} {
		limited, _, _ := strings.Cut(says(run, id), "06")
		require.Equal(t, limited+want, says(run, id), id)
	}
	require.Contains(t, section(t, run, "memory").Notes, "06-mine and 07-yours: it hangs.")
}

func TestNoise(t *testing.T) {
	run := figures.Run{Calibration: []float64{0.010, 0.0101, 0.0102}}
	require.Contains(t, Noise(run), "took 10.0 to 10.2 ms, a noise of 2 %: the machine was quiet.")
	run.Calibration = []float64{0.010, 0.0101, 0.012}
	require.Contains(t, Noise(run), "the machine was noisy.")
	run.Calibration = []float64{0.010, 0.0101, 0.015}
	require.Contains(t, Noise(run), "very noisy: measure again when nothing else runs.")
	require.Empty(t, Noise(figures.Run{}))
}

func TestNumbers(t *testing.T) {
	for v, want := range map[float64]string{
		0: "0", 0.0001: "0", 0.1234: "0.123", 0.9999: "1.00", 4.126: "4.13", 9.999: "10.0", 41.26: "41.3", 99.96: "100",
		412.6: "413", 4126: "4,126", 1234567: "1,234,567", -4126: "-4,126", 1e15: "1e+15",
	} {
		require.Equal(t, want, number(v))
	}
	require.Equal(t, "1,000,001", whole(1_000_001))
	require.Equal(t, "-12", whole(-12))
	require.Equal(t, "1 core", count(1, "core"))
	require.Equal(t, "2,000 cores", count(2000, "core"))
	require.Equal(t, "A, B and C", list([]string{"A", "B", "C"}))
	require.Equal(t, "A", list([]string{"A"}))
	require.Equal(t, "", list(nil))
	require.Equal(t, "1.3 times", times(4, 3))
	require.Equal(t, "1,000 times", times(1000, 1))
	require.Equal(t, "1e+24 times", times(1e15, 1e-9))
	require.Equal(t, "+Inf times", times(1, 0))
	require.Equal(t, "59 s", duration(59*time.Second))
	require.Equal(t, "5 min 20 s", duration(320*time.Second))
	require.Equal(t, "120 bytes", bytesOf(120.3))
	require.Equal(t, "7.60 KiB", bytesOf(7.6*1024))
	require.Equal(t, "23.5 GiB", bytesOf(23.5*(1<<30)))
	require.Equal(t, "20.0 MiB", bytesOf(20<<20))
	require.Equal(t, "0.2 %", percent(0.002))
	require.Equal(t, "28 %", percent(0.283))
	require.Equal(t, "5.00 +-10%", spread(figures.Summarise([]float64{5})))
	require.Equal(t, "5.00 +-10%", spread(figures.Summarise([]float64{4.5, 5, 5.5})))
	require.Equal(t, "5.00 +-50%", spread(figures.Summary{Median: 5, Low: 5, High: 5, N: 1, Grain: 5}))
	require.Equal(t, "-", spread(figures.Summary{}))
	require.Equal(t, "0", spread(figures.Summarise([]float64{0, 0})))
	require.Equal(t, "05", short("05-async-netpoll"))
	require.Equal(t, "127.0.0.1:8000", short("127.0.0.1:8000"))
}

func TestCompare(t *testing.T) {
	old, now := sample(), sample()
	for _, result := range now.Results {
		for _, s := range result.Rounds {
			if result.Server == "05-async-netpoll" && result.Kind == figures.Load && result.Clients == 100 {
				s[figures.CPU] *= 2
				s[figures.Rate] *= 2
				s[figures.P99] /= 2
				s[figures.Peak] *= 1.04
			}
		}
	}
	c := Compare(old, now)
	require.Equal(t, "Compared with a run of 48 s, 2026-03-14 15:09:26", c.Title)
	require.Len(t, c.Says, 1)
	require.Regexp(t, `^Of \d+ figures, \d+ are equal within the noise, 2 better and 1 worse\.$`, c.Says[0])
	require.Len(t, c.Tables, 4)
	loop := c.Tables[3].Table.Rows
	require.Contains(t, loop, []string{"CPU us a message, 100 clients", "4.00 +-3%", "8.00 +-3%", "worse: 2.0 times"})
	require.Contains(t, loop, []string{"messages a second, 100 clients", "250,000 +-3%", "500,000 +-3%", "better: 2.0 times"})
	require.Contains(t, loop, []string{"p99 ms, 100 clients", "0.700 +-3%", "0.350 +-3%", "better: 0.5 times"})
	require.Contains(t, loop, []string{"peak MiB, 100 clients", "20.0 +-3%", "20.8 +-3%", "equal"})

	// Four clients at work cannot be compared with five.
	five := sample()
	for i, result := range five.Results {
		if result.Server == "04-pool" && result.Kind == figures.Load && result.Served == 4 {
			five.Results[i].Served = 5
		}
	}
	c = Compare(old, five)
	require.Equal(t, []string{"04-pool with 100 clients (load) is left out: it served 4 before, and 5 now."}, c.Says[:len(c.Says)-1])
	for _, row := range c.Tables[2].Table.Rows {
		require.NotContains(t, row[0], "5 clients")
	}

	now.Machine.CPU = "Another"
	now.Servers = now.Servers[1:]
	c = Compare(old, now)
	require.Contains(t, c.Says[0], "Mind: the older run comes from another machine, or another Go: linux/amd64, 2 cores, Some CPU")
	require.Equal(t, "Not in the newer run: 01-blocking.", c.Says[1])

	c = Compare(figures.Run{Servers: []string{"06-mine"}}, figures.Run{Servers: []string{"06-mine"}})
	require.Equal(t, []string{"There is nothing that both runs have measured."}, c.Says)

	var b bytes.Buffer
	require.NoError(t, WriteComparison(&b, old, old, Look{}))
	require.Contains(t, b.String(), "0 better and 0 worse")
	for _, line := range strings.Split(b.String(), "\n") {
		require.LessOrEqual(t, utf8.RuneCountInString(line), columns, line)
	}
}
