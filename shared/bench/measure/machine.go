package measure

import (
	"runtime"
	"strings"
	"time"

	"github.com/shirou/gopsutil/v4/cpu"
	"github.com/shirou/gopsutil/v4/mem"

	"workbook/shared/bench/figures"
)

// Machine returns what is known of this machine, which has this limit of files.
func Machine(files int) figures.Machine {
	m := figures.Machine{
		OS: runtime.GOOS, Arch: runtime.GOARCH, Cores: runtime.GOMAXPROCS(0),
		Go: strings.TrimPrefix(runtime.Version(), "go"), Files: files,
	}
	if info, err := cpu.Info(); err == nil && len(info) > 0 {
		m.CPU = strings.Join(strings.Fields(info[0].ModelName), " ")
	}
	if memory, err := mem.VirtualMemory(); err == nil {
		m.Memory = memory.Total
	}
	return m
}

// calibrate does always the same piece of work, a few milliseconds of it, and
// returns how many seconds that took. On a machine that does nothing else the
// time is always the same.
func calibrate() float64 {
	begun := time.Now()
	x := uint64(1)
	for range 5_000_000 { // each step has to wait for the one before
		x = x*6364136223846793005 + 1442695040888963407
	}
	runtime.KeepAlive(x) // or the compiler might leave the work out
	return time.Since(begun).Seconds()
}
