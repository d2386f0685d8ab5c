// Package answer is the file that the lab adds to a stage when it builds it: see
// package inside, which makes it a part of package main. It is a package of its
// own only so that it is compiled and checked like the rest.
//
// It has one function and odd names for its imports: whatever a student calls
// things in a stage, nothing here is in the way.
package answer

import (
	labFmt "fmt"
	labNet "net"
	labNetip "net/netip"
	labOS "os"
	labRuntime "runtime"
	labStrings "strings"
)

// init answers every byte that the lab sends with what all goroutines are doing.
// In between it waits in a read, which costs nothing. When the lab has gone, even
// if it was killed before it could ask, the program ends, too: nobody else would
// end it. Without the lab it does nothing.
func init() {
	addr, token, found := labStrings.Cut(labOS.Getenv("WORKBOOK_LAB"), "/")
	labOS.Unsetenv("WORKBOOK_LAB") // it is nobody else's business
	if !found {
		return
	}
	go func() {
		conn, err := labNet.Dial("tcp", addr)
		if _, nonsense := labNetip.ParseAddrPort(addr); err != nil && nonsense == nil {
			labOS.Exit(1) // the lab has gone already
		}
		if err != nil {
			return
		}
		defer conn.Close()
		labFmt.Fprintln(conn, token)
		stacks := make([]byte, 64<<10)
		for {
			if _, err := conn.Read(stacks[:1]); err != nil {
				labOS.Exit(1) // the lab has gone
			}
			n := labRuntime.Stack(stacks, true)
			for n == len(stacks) && n < 16<<20 { // there may be more
				stacks = make([]byte, 2*n)
				n = labRuntime.Stack(stacks, true)
			}
			labFmt.Fprintf(conn, "%d\n%s", n, stacks[:n])
		}
	}()
}
