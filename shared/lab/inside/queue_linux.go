package inside

import (
	"bufio"
	"encoding/binary"
	"encoding/hex"
	"net/netip"
	"os"
	"slices"
	"strconv"
	"strings"
)

// acceptQueue returns how many clients wait at a listening address to be
// accepted, or nil if that is not known. For a socket that listens the kernel
// shows that number where others have their unread bytes.
func acceptQueue(addr string) *int {
	listens, err := netip.ParseAddrPort(addr)
	if err != nil {
		return nil
	}
	table := "/proc/net/tcp"
	if listens.Addr().Is6() {
		table = "/proc/net/tcp6"
	}
	if n, ok := queueIn(table, listens); ok {
		return &n
	}
	return nil
}

// queueIn looks into one of the kernel's tables, in which those that listen come
// first. A line of it, see proc_net(5):
//
//	sl  local_address rem_address   st tx_queue:rx_queue ...
//	 0: 0100007F:B52D 00000000:0000 0A 00000000:00000002 ...
func queueIn(table string, listens netip.AddrPort) (n int, ok bool) {
	file, err := os.Open(table)
	if err != nil {
		return 0, false
	}
	defer file.Close()
	const listening = "0A"
	for lines := bufio.NewScanner(file); lines.Scan(); {
		fields := strings.Fields(lines.Text())
		if len(fields) < 5 || fields[3] != listening || parseAddress(fields[1]) != listens {
			continue
		}
		_, waiting, _ := strings.Cut(fields[4], ":")
		n, err := strconv.ParseUint(waiting, 16, 31)
		return int(n), err == nil
	}
	return 0, false
}

// parseAddress reads an address and a port as the kernel shows them: in words of
// four bytes, in the machine's order.
func parseAddress(text string) netip.AddrPort {
	address, port, _ := strings.Cut(text, ":")
	bytes, err := hex.DecodeString(address)
	if err != nil {
		return netip.AddrPort{}
	}
	for word := range slices.Chunk(bytes, 4) {
		if len(word) == 4 {
			binary.BigEndian.PutUint32(word, binary.NativeEndian.Uint32(word))
		}
	}
	ip, _ := netip.AddrFromSlice(bytes)
	number, _ := strconv.ParseUint(port, 16, 16)
	return netip.AddrPortFrom(ip, uint16(number))
}
