package split

import "workbook/shared/upper"

// upperCase appends the upper-case form of text to dst and returns the extended
// slice. Bytes that are not UTF-8, and so parts of characters as well, are
// appended as they are.
func upperCase(dst, text []byte) []byte {
	var whole upper.Stream
	return whole.Flush(whole.Append(dst, text))
}
