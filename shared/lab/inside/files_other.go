//go:build !windows

package inside

import "github.com/shirou/gopsutil/v4/process"

// openFiles returns how many files and sockets a process has open, or 0 if that
// is not known.
func openFiles(p *process.Process) int {
	n, err := p.NumFDs()
	if err != nil {
		return 0
	}
	return int(n)
}
