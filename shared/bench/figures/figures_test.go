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
	require.InDelta(t, 10, Run{Calibration: []float64{0.1, 0.1, 1.1}}.Noise(), 1e-9)
}

func TestCPUTimeIsNoFinerThanTheClock(t *testing.T) {
	r := Result{Rounds: []Sample{{CPU: 4, CPUTotal: 0.05}, {CPU: 4, CPUTotal: 0.05}}}
	require.InDelta(t, 0.2, r.Get(CPU).Noise(), 1e-9, "a hundredth of a second in 0.05")
	r = Result{Rounds: []Sample{{CPU: 4}}}
	require.Zero(t, r.Get(CPU).Noise())
}

func TestGetTakesTheRoundsThatHaveTheFigure(t *testing.T) {
	r := Result{Rounds: []Sample{{P99: 3}, {Rate: 1}, {P99: 5}}}
	require.Equal(t, Summary{Median: 4, Low: 3, High: 5, N: 2}, r.Get(P99))
	require.False(t, r.Get(Idle).Known())
}

func TestCompare(t *testing.T) {
	exactly := func(v float64) Summary { return Summarise([]float64{v, v, v}) }
	for name, c := range map[string]struct {
		a, b    Summary
		machine float64
		want    Verdict
	}{
		"the same":                        {exactly(4), exactly(4), 0, Equal},
		"4 % more":                        {exactly(104), exactly(100), 0, Equal},
		"4 % less":                        {exactly(100), exactly(104), 0, Equal},
		"6 % more":                        {exactly(106), exactly(100), 0, More},
		"6 % less":                        {exactly(100), exactly(106), 0, Less},
		"inside the noise of a":           {Summarise([]float64{90, 106, 115}), exactly(100), 0, Equal},
		"inside the noise of b":           {exactly(100), Summarise([]float64{90, 106, 115}), 0, Equal},
		"outside the noise of both":       {Summarise([]float64{190, 206, 215}), Summarise([]float64{90, 100, 115}), 0, More},
		"one round on a noisy machine":    {Summarise([]float64{140}), exactly(100), 0.5, Equal},
		"one round on a quiet machine":    {Summarise([]float64{140}), exactly(100), 0.02, More},
		"one round, a small difference":   {exactly(100), Summarise([]float64{115}), 0, Equal},
		"several rounds, a noisy machine": {exactly(110), exactly(100), 0.2, More},
		"not known":                       {exactly(110), Summary{}, 0, Unknown},
		"not known either":                {Summary{}, exactly(110), 0, Unknown},
		"nothing and nothing":             {exactly(0), exactly(0), 0, Equal},
		"nothing and something":           {exactly(0), exactly(1), 0, Less},
	} {
		require.Equal(t, c.want, Compare(c.a, c.b, c.machine), name)
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
		"empty":       {"", "not a run of the bench"},
		"text":        {"hello", "not a run of the bench"},
		"other JSON":  {`{"recordings": []}`, "not a run of the bench"},
		"cut off":     {`{"format": "workbook bench 1", "servers": [`, "not a run of the bench"},
		"no servers":  {`{"format": "workbook bench 1"}`, "no servers"},
		"no such one": {`{"format": "workbook bench 1", "servers": ["a"], "results": [{"server": "b"}]}`, `"b", which is not among`},
		"negative":    {`{"format": "workbook bench 1", "servers": ["a"], "results": [{"server": "a", "clients": -1}]}`, "-1 clients"},
		"not rising":  {`{"format": "workbook bench 1", "servers": ["a"], "sizes": [10, 1]}`, "do not rise"},
		"nobody":      {`{"format": "workbook bench 1", "servers": ["a"], "sizes": [0, 1]}`, "do not rise"},
		"steers":      {`{"format": "workbook bench 1", "servers": ["a"], "machine": {"cpu": "\u001b[2J"}}`, `"\x1b[2J": a name of at most 200 characters that can be seen was expected`},
		"steers, too": {`{"format": "workbook bench 1", "servers": ["\u001b[2J"]}`, `"\x1b[2J": a name`},
		"too much":    {`{"format": "workbook bench 1", "servers": ["a"], "results": [{"server": "a"}` + strings.Repeat(`,{"server": "a"}`, 10_000) + `]}`, "10001 results"},
		"crowd":       {`{"format": "workbook bench 1", "servers": ["a"` + strings.Repeat(`,"a"`, 100) + `]}`, "101 servers"},
		"not a time":  {`{"format": "workbook bench 1", "servers": ["a"], "took_ns": NaN}`, "not a run of the bench"},
		"deep":        {strings.Repeat("[", 1_000_000), "not a run of the bench"},
	} {
		_, err := Unmarshal([]byte(c.text))
		require.ErrorContains(t, err, c.want, name)
		require.NotContains(t, err.Error(), "\n", name)
	}
}

func TestFind(t *testing.T) {
	r := sample()
	require.Equal(t, 1, r.Find("01-a", Load, 10, "").AtWork())
	require.Equal(t, 10, r.Find("02-b", Load, 10, "").AtWork())
	require.Empty(t, r.Find("02-b", Load, 11, "").Rounds)
	require.Empty(t, r.Find("02-b", Load, 10, "-loops 2").Rounds)
	require.Equal(t, []Result{r.Results[1], r.Results[0]}, r.Of(Load))
	require.Equal(t, []Result{r.Results[2]}, r.Failures())
	only := r.Only([]int{1})
	require.Equal(t, []string{"02-b"}, only.Servers)
	require.Equal(t, r.Results[:1], only.Results)
	require.Len(t, r.Results, 3)
}
