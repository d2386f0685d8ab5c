package main

import (
	"fmt"
	"io"
	"os"
	"regexp"
	"strconv"
	"text/tabwriter"

	"github.com/shirou/gopsutil/v4/process"
)

// A memory is what is in use at one moment. What the kernel says of itself is
// known on Linux only.
type memory struct {
	server  int64 // resident bytes of the server's process
	slab    int64 // bytes of the kernel's own objects, see Slab in proc(5)
	sockets int64 // TCP sockets in use, see proc_net(5): both ends count
	linux   bool  // slab and sockets are known
}

// readMemory looks at the server's process and at the kernel.
func readMemory(pid int) (memory, error) {
	server, err := process.NewProcess(int32(pid))
	if err != nil {
		return memory{}, err
	}
	info, err := server.MemoryInfo()
	if err != nil {
		return memory{}, err
	}
	slab, err1 := number("/proc/meminfo", `(?m)^Slab: +(\d+) kB`)
	sockets, err2 := number("/proc/net/sockstat", `(?m)^TCP: inuse (\d+)`)
	return memory{
		server:  int64(info.RSS),
		slab:    slab << 10,
		sockets: sockets,
		linux:   err1 == nil && err2 == nil,
	}, nil
}

// number returns the number that the pattern's group finds in a file.
func number(file, pattern string) (int64, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return 0, err
	}
	match := regexp.MustCompile(pattern).FindSubmatch(text)
	if match == nil {
		return 0, fmt.Errorf("%s holds nothing like %s", file, pattern)
	}
	return strconv.ParseInt(string(match[1]), 10, 64)
}

// report prints what was in use before and after, and the difference for each
// client.
func report(out io.Writer, before, after memory, clients int) error {
	table := tabwriter.NewWriter(out, 0, 0, 3, ' ', tabwriter.AlignRight)
	each := func(before, after int64) float64 { return float64(after-before) / float64(clients) }
	fmt.Fprint(table, "\tbefore\tafter\teach client\t\n")
	row := func(what string, before, after int64) {
		fmt.Fprintf(table, "%s\t%d KiB\t%d KiB\t%.0f bytes\t\n", what, before>>10, after>>10, each(before, after))
	}
	row("memory of the server", before.server, after.server)
	if before.linux && after.linux {
		row("memory of the kernel (Slab)", before.slab, after.slab)
		fmt.Fprintf(table, "TCP sockets\t%d\t%d\t%.0f\t\n", before.sockets, after.sockets, each(before.sockets, after.sockets))
	}
	return table.Flush()
}
