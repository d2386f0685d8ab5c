package commandline

import (
	"flag"
	"os"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestParse(t *testing.T) {
	stdout := os.Stdout
	null, err := os.Open(os.DevNull)
	require.NoError(t, err)
	os.Stdout = null // -help prints the flags there
	t.Cleanup(func() { os.Stdout = stdout; null.Close() })
	for args, want := range map[[2]string]string{
		{"-n", "7"}:   "",
		{"-n", "x"}:   `invalid value "x" for flag -n: parse error`,
		{"-m", "7"}:   "flag provided but not defined: -m",
		{"-n=1", "x"}: `unexpected argument "x"`,
		{"-help", ""}: flag.ErrHelp.Error(),
	} {
		flags := flag.NewFlagSet("test", flag.ContinueOnError)
		n := flags.Int("n", 0, "a number")
		err := Parse(flags, args[:])
		if want == "" {
			require.NoError(t, err)
			require.Equal(t, 7, *n)
			continue
		}
		require.EqualError(t, err, want)
	}
}

func TestParseArguments(t *testing.T) {
	for _, args := range [][]string{{"-n", "7", "a", "b"}, {"a", "-n=7", "b"}, {"a", "b", "-n", "7"}} {
		flags := flag.NewFlagSet("test", flag.ContinueOnError)
		n := flags.Int("n", 0, "a number")
		arguments, err := ParseArguments(flags, args, 2)
		require.NoError(t, err)
		require.Equal(t, 7, *n, args)
		require.Equal(t, []string{"a", "b"}, arguments)
	}
	_, err := ParseArguments(flag.NewFlagSet("test", flag.ContinueOnError), []string{"a", "b", "c"}, 2)
	require.EqualError(t, err, `unexpected argument "c"`)
	_, err = ParseArguments(flag.NewFlagSet("test", flag.ContinueOnError), []string{"a", "-n"}, 2)
	require.EqualError(t, err, "flag provided but not defined: -n")
}
