package inside

import "github.com/shirou/gopsutil/v4/process"

// openFiles returns 0, not known: Windows counts handles, and few of them are
// files.
func openFiles(*process.Process) int { return 0 }
