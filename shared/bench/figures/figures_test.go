package figures

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestSummarise(t *testing.T) {
	require.Equal(t, Summary{}, Summarise(nil))
	require.False(t, Summarise(nil).Known())
	require.Equal(t, Summary{Median: 7, Low: 7, High: 7, N: 1}, Summarise([]float64{7}))
	require.Equal(t, Summary{Median: 2.5, Low: 2, High: 3, N: 2}, Summarise([]float64{3, 2}))
	require.Equal(t, Summary{Median: 4, Low: 1, High: 9, N: 3}, Summarise([]float64{9, 1, 4}))
	require.Equal(t, Summary{Median: 5.5, Low: 1, High: 10, N: 10}, Summarise([]float64{1, 2, 3, 4, 5, 6, 7, 8, 9, 10}))
	require.Equal(t, Summary{Median: 6, Low: 2, High: 10, N: 11},
		Summarise([]float64{1000, 2, 3, 4, 5, 6, 7, 8, 9, 10, -50}), "of eleven, the best and the worst do not count")

	values := []float64{9, 1, 4}
	Summarise(values)
	require.Equal(t, []float64{9, 1, 4}, values, "it does not touch what it is given")
}

func TestNoise(t *testing.T) {
	require.InDelta(t, 0.5, Summarise([]float64{8, 10, 13}).Noise(), 1e-9)
	require.Zero(t, Summarise([]float64{8}).Noise())
	require.Zero(t, Summarise([]float64{0, 0}).Noise())
	require.InDelta(t, 0.1, Summary{Median: 20, Low: 20, High: 20, N: 1, Grain: 2}.Noise(), 1e-9)
	require.InDelta(t, 0.5, Summarise([]float64{8, 10, 13}).Times(1000).Noise(), 1e-9)
	require.InDelta(t, 10, Run{Calibration: []float64{0.1, 0.1, 1.1}}.noise(), 1e-9)
}

func TestCPUTimeIsNoFinerThanTheClock(t *testing.T) {
	r := Result{Rounds: []Sample{{CPU: 4, CPUTotal: 0.05}, {CPU: 4, CPUTotal: 0.05}}}
	require.InDelta(t, 0.2, r.Get(CPU).Noise(), 1e-9, "a hundredth of a second in 0.05")
	r = Result{Rounds: []Sample{{CPU: 4}}}
	require.Zero(t, r.Get(CPU).Noise())
	r = Result{Rounds: []Sample{{CPU: 0, CPUTotal: 0, P99: 3}}}
	require.False(t, r.Get(CPU).Known(), "less than the clock can tell")
	require.True(t, r.Get(P99).Known())
}

func TestGetTakesTheRoundsThatHaveTheFigure(t *testing.T) {
	r := Result{Rounds: []Sample{{P99: 3}, {Rate: 1}, {P99: 5}}}
	require.Equal(t, Summary{Median: 4, Low: 3, High: 5, N: 2}, r.Get(P99))
	require.False(t, r.Get(Idle).Known())
}

func TestMargin(t *testing.T) {
	margin := func(values ...float64) int { return Summarise(values).Margin() }
	require.Equal(t, 20, margin(14, 20, 22), "half of what is between the lowest and the highest round")
	require.Equal(t, 11, margin(90, 100, 110.2), "rounded up")
	require.Equal(t, 10, margin(90, 100, 110))
	require.Equal(t, 3, margin(100, 100, 101), "never less")
	require.Equal(t, 10, margin(100), "one round")
	require.Equal(t, 0, margin(0, 1, -1), "no share of nothing")
	require.Equal(t, 25, Summary{Median: 20, Low: 20, High: 20, N: 2, Grain: 10}.Margin(), "half a step of the clock")
	require.Equal(t, 60, Summary{Median: 20, Low: 20, High: 20, N: 1, Machine: 0.6}.Margin(), "one round on a noisy machine")
	require.Equal(t, 3, Summary{Median: 20, Low: 20, High: 20, N: 2, Machine: 0.6}.Margin())
	low, high := Summarise([]float64{-15, -20, -25}).bounds()
	require.InDelta(t, -25, low, 1e-9)
	require.InDelta(t, -15, high, 1e-9)

	run := Run{Calibration: []float64{0.1, 0.1, 0.15}}
	require.Equal(t, 50, run.Get(Result{Rounds: []Sample{{P99: 3}}}, P99).Margin())
}

func TestCompare(t *testing.T) {
	exactly := func(v float64) Summary { return Summarise([]float64{v, v, v}) }
	wide := func(v float64) Summary { return Summarise([]float64{0.9 * v, v, 1.1 * v}) }
	once := func(v, machine float64) Summary { return Summary{Median: v, Low: v, High: v, N: 1, Machine: machine} }
	for name, c := range map[string]struct {
		a, b Summary
		want Verdict
	}{
		"the same":                     {exactly(4), exactly(4), Equal},
		"down to 102.97, up to 103":    {exactly(106.15), exactly(100), Equal},
		"and from the other side":      {exactly(100), exactly(106.15), Equal},
		"down to 103.1":                {exactly(106.3), exactly(100), More},
		"the same from the other side": {exactly(100), exactly(106.3), Less},
		"one range is wide":            {wide(113), exactly(100), Equal}, // from 101.7; to 103
		"one range is not wide enough": {wide(115), exactly(100), More},  // from 103.5
		"both are wide":                {wide(122), wide(100), Equal},    // from 109.8; to 110
		"both are not wide enough":     {wide(100), wide(123), Less},     // to 110; from 110.7
		"one round, a quiet machine":   {once(115, 0.02), exactly(100), More},
		"one round, not far away":      {exactly(100), once(114, 0.02), Equal},
		"one round, a noisy machine":   {once(140, 0.5), exactly(100), Equal},
		"not known":                    {exactly(110), Summary{}, Unknown},
		"not known either":             {Summary{}, exactly(110), Unknown},
		"nothing and nothing":          {exactly(0), exactly(0), Equal},
		"nothing and something":        {exactly(0), exactly(1), Less},
	} {
		require.Equal(t, c.want, Compare(c.a, c.b), name)
	}
}

func sample() Run {
	return Run{
		Format: format, Mode: "quick", Base: 100, Sizes: []int{1, 10}, Servers: []string{"01-a", "02-b"},
		Results: []Result{
			{Server: "02-b", Kind: Load, Clients: 10, Rounds: []Sample{{CPU: 1}}},
			{Server: "01-a", Kind: Load, Clients: 10, Served: 1, Rounds: []Sample{{CPU: 2}}},
			{Server: "01-a", Kind: Churn, Clients: 4, Why: "it hangs", Failed: true},
		},
	}
}

func TestFile(t *testing.T) {
	data, err := Marshal(sample())
	require.NoError(t, err)
	got, err := Unmarshal(data)
	require.NoError(t, err)
	require.Equal(t, sample(), got)
}

func TestBadFiles(t *testing.T) {
	for name, c := range map[string]struct{ text, want string }{
		"empty":       {"", "not a run of the bench that -json has written: unexpected end of JSON input"},
		"text":        {"hello", "not a run of the bench that -json has written: invalid character 'h'"},
		"other JSON":  {`{"recordings": []}`, `"format": "workbook bench 1" was expected`},
		"older":       {`{"format": "workbook bench 0", "servers": ["a"]}`, `"format": "workbook bench 1" was expected`},
		"cut off":     {`{"format": "workbook bench 1", "servers": [`, "unexpected end of JSON input"},
		"more":        {`{"format": "workbook bench 1", "servers": ["a"]} {}`, "invalid character '{' after top-level value"},
		"other type":  {`{"format": "workbook bench 1", "servers": ["a"], "base_clients": "many"}`, "cannot unmarshal string into Go struct field Run.base_clients of type int"},
		"no servers":  {`{"format": "workbook bench 1"}`, "no servers"},
		"no such one": {`{"format": "workbook bench 1", "servers": ["a"], "results": [{"server": "b"}]}`, `"b", which is not among`},
		"negative":    {`{"format": "workbook bench 1", "servers": ["a"], "results": [{"server": "a", "clients": -1}]}`, "-1 clients"},
		"crowded":     {`{"format": "workbook bench 1", "servers": ["a"], "results": [{"server": "a", "served": 4611686018427387904}]}`, "4611686018427387904 served: at most 1000000000"},
		"large base":  {`{"format": "workbook bench 1", "servers": ["a"], "base_clients": 4611686018427387904}`, "base_clients is 4611686018427387904"},
		"large size":  {`{"format": "workbook bench 1", "servers": ["a"], "sizes": [1, 4611686018427387904]}`, "do not rise from 1 to 1000000000"},
		"many sizes":  {`{"format": "workbook bench 1", "servers": ["a"], "sizes": [1` + strings.Repeat(`,1`, 100) + `]}`, "101 sizes"},
		"large":       {`{"format": "workbook bench 1", "servers": ["a"], "results": [{"server": "a", "rounds": [{"p50_us": 1e300}]}]}`, `"p50_us" is 1e+300: 0, or a number from 1e-09 to 1e+15 was expected`},
		"small":       {`{"format": "workbook bench 1", "servers": ["a"], "results": [{"server": "a", "rounds": [{"p50_us": 5e-324}]}]}`, `"p50_us" is 5e-324`},
		"less":        {`{"format": "workbook bench 1", "servers": ["a"], "calibration_s": [-1]}`, `"calibration_s" is -1`},
		"long":        {`{"format": "workbook bench 1", "servers": ["a"], "results": [{"server": "a", "rounds": [{}` + strings.Repeat(`,{}`, 1000) + `]}]}`, "1001 rounds"},
		"setting":     {`{"format": "workbook bench 1", "servers": ["a"], "results": [{"server": "a", "setting": "\u001b[2J"}]}`, `"\x1b[2J": a name`},
		"kind":        {`{"format": "workbook bench 1", "servers": ["a"], "results": [{"server": "a", "kind": "\u001b[2J"}]}`, `"\x1b[2J": a name`},
		"not rising":  {`{"format": "workbook bench 1", "servers": ["a"], "sizes": [10, 1]}`, "do not rise"},
		"nobody":      {`{"format": "workbook bench 1", "servers": ["a"], "sizes": [0, 1]}`, "do not rise"},
		"steers":      {`{"format": "workbook bench 1", "servers": ["a"], "machine": {"cpu": "\u001b[2J"}}`, `"\x1b[2J": a name of at most 200 characters that can be seen was expected`},
		"steers, too": {`{"format": "workbook bench 1", "servers": ["\u001b[2J"]}`, `"\x1b[2J": a name`},
		"too much":    {`{"format": "workbook bench 1", "servers": ["a"], "results": [{"server": "a"}` + strings.Repeat(`,{"server": "a"}`, 10_000) + `]}`, "10001 results"},
		"crowd":       {`{"format": "workbook bench 1", "servers": ["a"` + strings.Repeat(`,"a"`, 100) + `]}`, "101 servers"},
		"not a time":  {`{"format": "workbook bench 1", "servers": ["a"], "took_ns": NaN}`, "not a run of the bench"},
		"deep":        {strings.Repeat("[", 1_000_000), "not a run of the bench"},
	} {
		run, err := Unmarshal([]byte(c.text))
		require.ErrorContains(t, err, c.want, name)
		require.Empty(t, run.Servers, name)
		require.NotContains(t, err.Error(), "\n", name)
	}
}

func TestFind(t *testing.T) {
	r := sample()
	require.Equal(t, 1, r.Find(Case{Server: "01-a", Kind: Load, Clients: 10}).AtWork())
	require.Equal(t, 10, r.Find(Case{Server: "02-b", Kind: Load, Clients: 10}).AtWork())
	require.Empty(t, r.Find(Case{Server: "02-b", Kind: Load, Clients: 11}).Rounds)
	require.Empty(t, r.Find(Case{Server: "02-b", Kind: Load, Clients: 10, Setting: "-loops 2"}).Rounds)
	require.Equal(t, []Result{r.Results[1], r.Results[0]}, r.Of(Load))
	require.Equal(t, []Result{r.Results[2]}, r.Failures())
	only := r.Only([]int{1})
	require.Equal(t, []string{"02-b"}, only.Servers)
	require.Equal(t, r.Results[:1], only.Results)
	require.Len(t, r.Results, 3)
}
