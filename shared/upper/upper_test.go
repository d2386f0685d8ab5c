package upper

import (
	"bytes"
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/stretchr/testify/require"
	"golang.org/x/text/cases"
	"golang.org/x/text/language"
)

// want is the answer to a whole text, by the library that sets the standard.
func want(text []byte) []byte {
	return cases.Upper(language.Und).Bytes(text)
}

// answer sends the chunks through a Stream and returns all of its output.
func answer(chunks ...[]byte) []byte {
	var s Stream
	var out []byte
	for _, chunk := range chunks {
		out = s.Append(out, chunk)
	}
	return s.Flush(out)
}

// answerInPlace does the same, and tries each chunk in its place first.
func answerInPlace(chunks ...[]byte) []byte {
	var s Stream
	var out []byte
	for _, chunk := range chunks {
		chunk = bytes.Clone(chunk)
		if s.InPlace(chunk) {
			out = append(out, chunk...)
		} else {
			out = s.Append(out, chunk)
		}
	}
	return s.Flush(out)
}

func TestEveryCodePoint(t *testing.T) {
	for r := rune(0); r <= unicode.MaxRune; r++ {
		text := utf8.AppendRune(nil, r) // a surrogate becomes U+FFFD
		if got, want := answer(text), want(text); !bytes.Equal(got, want) {
			require.Failf(t, "wrong upper-case form", "of %U: %q, want %q", r, got, want)
		}
	}
}

// TestEveryNeighbourhood has all code points in one text, so that each is met in
// the middle of others and, cut in chunks, at every place in a chunk.
func TestEveryNeighbourhood(t *testing.T) {
	var text []byte
	for r := rune(0); r <= unicode.MaxRune; r++ {
		text = utf8.AppendRune(text, r)
		if r < 0x3000 {
			text = append(text, "az"[r%2])
		}
	}
	for c := range utf8.RuneSelf { // ASCII at every place in a word of eight bytes
		for at := range 8 {
			word := []byte("zAaZ{`@[")
			word[at] = byte(c)
			text = append(text, word...)
		}
	}
	for n := range 40 { // the end of ASCII at every place in some words
		text = append(text, "é"+strings.Repeat("z", n)...)
	}
	want := want(text)
	for _, size := range []int{1, 7, 1021, len(text)} {
		chunks := slices.Collect(slices.Chunk(text, size))
		require.True(t, bytes.Equal(want, answer(chunks...)), "in chunks of %d bytes", size)
		require.True(t, bytes.Equal(want, answerInPlace(chunks...)), "in place, in chunks of %d bytes", size)
	}
}

func TestInPlace(t *testing.T) {
	for length := range 100 { // so that each byte stands everywhere in the steps of 32 and 8
		for first := range utf8.RuneSelf {
			text := make([]byte, length)
			for i := range text {
				text[i] = byte(first+i) % utf8.RuneSelf
			}
			want := want(text)
			around := append([]byte("<"+string(text)), "z>"...)
			var s Stream
			require.True(t, s.InPlace(around[1:1+length]), "%q is ASCII", text)
			require.Equal(t, "<"+string(want)+"z>", string(around), "no more than %q is changed", text)
		}
	}
}

// TestInPlaceIsForASCII has another character at every place in a text.
func TestInPlaceIsForASCII(t *testing.T) {
	for before := range 70 {
		text := []byte(strings.Repeat("z", before) + "é" + strings.Repeat("z", 70-before))
		want := want(text)
		var s Stream
		require.False(t, s.InPlace(text), "%q is not ASCII", text)
		require.Equal(t, string(want), string(s.Append(nil, text)), "Append has the answer")
	}
}

func TestInPlaceLeavesWhatContinuesACharacter(t *testing.T) {
	var s Stream
	require.Empty(t, s.Append(nil, []byte("\xc3")))
	text := []byte("abc") // and not \xa9: the character is broken off
	require.False(t, s.InPlace(text), "\\xc3 is to be answered before it")
	require.Equal(t, "\xc3ABC", string(s.Append(nil, text)))
	require.True(t, s.InPlace(text), "nothing is unfinished any more")
}

func TestAnswersWhatIsComplete(t *testing.T) {
	tests := []struct {
		name   string
		chunks []string
		want   []string // the answer to each chunk
		flush  string
	}{
		{"ascii", []string{"abc", "Def\n"}, []string{"ABC", "DEF\n"}, ""},
		{"nothing", []string{""}, []string{""}, ""},
		{"longer", []string{"straße"}, []string{"STRASSE"}, ""},
		{"shorter", []string{"ıſ"}, []string{"IS"}, ""},
		{"three for one", []string{"ﬃ \u0390"}, []string{"FFI \u0399\u0308\u0301"}, ""},
		{"two bytes split", []string{"caf\xc3", "\xa9!"}, []string{"CAF", "É!"}, ""},
		{"three bytes split", []string{"\xe4", "\xbd", "\xa0"}, []string{"", "", "你"}, ""},
		{"four bytes split", []string{"\xf0\x90", "\x90", "", "\xa8x"}, []string{"", "", "", "𐐀X"}, ""},
		{"unfinished at the end", []string{"a\xe4\xbd"}, []string{"A"}, "\xe4\xbd"},
		{"broken off by a letter", []string{"\xf0\x9f\x98", "a"}, []string{"", "\xf0\x9f\x98A"}, ""},
		{"broken off by another start", []string{"\xe4", "\xc3", "\xa9"}, []string{"", "\xe4", "É"}, ""},
		{"a start without its rest", []string{"\xc3a\xc3\xc3\xa9\xe1a\xf0a"}, []string{"\xc3A\xc3É\xe1A\xf0A"}, ""},
		{"never UTF-8", []string{"\xff", "\x80a", "\xc0\xafb"}, []string{"\xff", "\x80A", "\xc0\xafB"}, ""},
		{"a surrogate is not a character", []string{"\xed\xa0\x80a"}, []string{"\xed\xa0\x80A"}, ""},
		{"control characters", []string{"\x00a\x1b\x7f"}, []string{"\x00A\x1b\x7f"}, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var s Stream
			for i, chunk := range tt.chunks {
				require.Equal(t, tt.want[i], string(s.Append(nil, []byte(chunk))), "chunk %d", i)
			}
			require.Equal(t, tt.flush, string(s.Flush(nil)))
			require.Empty(t, s.Flush(nil), "a second Flush")
		})
	}
}

func TestKeepsWhatDstHolds(t *testing.T) {
	var s Stream
	require.Equal(t, "> ÉSS", string(s.Append([]byte("> "), []byte("éß"))))
}

func TestAllocatesNothingOnceGrown(t *testing.T) {
	for name, text := range samples() {
		t.Run(name, func(t *testing.T) {
			var s Stream
			out := s.Append(nil, text)
			require.Zero(t, testing.AllocsPerRun(100, func() {
				out = s.Append(out[:0], text)
			}))
		})
	}
}

// differing returns the code points that [unicode.ToUpper] gets wrong.
func differing() string {
	var text strings.Builder
	for r := rune(0); r <= unicode.MaxRune; r++ {
		if string(want([]byte(string(r)))) != string(unicode.ToUpper(r)) {
			text.WriteRune(r)
		}
	}
	return text.String()
}

func TestSimpleMappingIsNotEnough(t *testing.T) {
	require.Equal(t, 102, utf8.RuneCountInString(differing()))
}

// FuzzStream holds a Stream to the standard, however the text is cut.
func FuzzStream(f *testing.F) {
	f.Add([]byte("hello, world\n"), []byte{5})
	f.Add([]byte(differing()), []byte{1})
	f.Add([]byte(differing()), []byte{7, 2, 3})
	f.Add([]byte("你好, straße, ŉ, 🙂, ΐ"), []byte{1, 2})
	f.Add([]byte("a\xe4\xbdb\xe4\xc3\xa9\xf0\x9f\x98"), []byte{1})
	f.Add([]byte("\xff\xc0\xaf\xed\xa0\x80\xf4\x90\x80\x80\xf5\x80"), []byte{2, 1})
	f.Fuzz(func(t *testing.T, text, cuts []byte) {
		var chunks [][]byte
		for rest, i := text, 0; len(rest) > 0; i++ {
			n := len(rest)
			if len(cuts) > 0 {
				n = min(n, int(cuts[i%len(cuts)])+1)
			}
			chunks, rest = append(chunks, rest[:n]), rest[n:]
		}
		require.Equal(t, string(want(text)), string(answer(chunks...)))
		require.Equal(t, string(want(text)), string(answerInPlace(chunks...)))
	})
}

// samples returns a kibibyte or so of each kind of text.
func samples() map[string][]byte {
	fill := func(text string) []byte { return slices.Repeat([]byte(text), 1024/len(text)) }
	return map[string][]byte{
		"ASCII":      fill("The quick brown fox jumps over the lazy dog. "),
		"Chinese":    fill("学而时习之，不亦说乎？有朋自远方来，不亦乐乎？"),
		"accented":   fill("Dès Noël, où un zéphyr haï me vêt de glaçons würmiens, je dîne. "),
		"Russian":    fill("Съешь же ещё этих мягких французских булок, да выпей чаю. "),
		"Vietnamese": fill("Tất cả mọi người sinh ra đều được tự do và bình đẳng. "),
		"emoji":      fill("🙂🚀✨"),
		"special":    fill("straße ﬃ ŉ "),
	}
}

// BenchmarkUpper compares a Stream with the libraries, on chunks of 1 KiB.
func BenchmarkUpper(b *testing.B) {
	caser := cases.Upper(language.Und)
	texts := samples()
	for _, name := range []string{"ASCII", "Chinese", "accented", "Russian", "Vietnamese", "emoji", "special"} {
		text := texts[name]
		b.Run(name+"/upper.Stream", func(b *testing.B) {
			b.SetBytes(int64(len(text)))
			b.ReportAllocs()
			var s Stream
			var out []byte
			for b.Loop() {
				out = s.Append(out[:0], text)
			}
		})
		if name == "ASCII" {
			b.Run(name+"/in_place", func(b *testing.B) {
				b.SetBytes(int64(len(text)))
				b.ReportAllocs()
				var s Stream
				text := bytes.Clone(text) // upper-case from the first round on, which is the same work
				for b.Loop() {
					s.InPlace(text)
				}
			})
		}
		b.Run(name+"/cases.Upper", func(b *testing.B) {
			b.SetBytes(int64(len(text)))
			out := make([]byte, 4*len(text))
			for b.Loop() {
				caser.Transform(out, text, false)
			}
		})
		b.Run(name+"/bytes.ToUpper", func(b *testing.B) { // wrong for 102 characters
			b.SetBytes(int64(len(text)))
			for b.Loop() {
				bytes.ToUpper(text)
			}
		})
	}
}
