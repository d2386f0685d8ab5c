package servertest

import (
	"fmt"
	"runtime"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/require"
)

// testAttacks lets clients do their worst over real TCP. A polite client beside
// them must not notice.
func (s Stage) testAttacks(t *testing.T) {
	t.Run("ResetAtEveryByte", s.testResetAtEveryByte) // alone: it counts the goroutines of this process
	t.Parallel()
	inParallel(t, map[string]func(*testing.T){
		"SlowSenders":         s.testSlowSenders,
		"RandomConversations": s.testRandomConversations,
	})
}

// attackers returns how many of so many clients may attack at a time and leave
// the server a hand for the polite one. If it has only one hand, that is for the
// attacker, and the polite one must wait.
func (s Stage) attackers(wanted int) int {
	if s.AtOnce == 0 {
		return wanted
	}
	return max(1, min(wanted, s.AtOnce-1))
}

// polite connects a client and returns a function that lets it ask, and expects
// the answer. A server with one hand could not look after it during an attack:
// there the function does nothing, and a visit afterwards must do.
func (s Stage) polite(t tester, addr string) (ask func()) {
	t.Helper()
	if s.AtOnce == 1 {
		return func() {}
	}
	c := dial(t, addr)
	asked := 0
	return func() {
		t.Helper()
		asked++ // an answer to another question would show
		c.ask(fmt.Sprintf("question %d: größer?", asked))
	}
}

// visit expects that a client who comes now is looked after.
func visit(t tester, addr string) {
	t.Helper()
	c := dial(t, addr)
	c.ask("still there?")
	c.leave()
}

// complete returns how many bytes of text the server must answer, even if no more
// comes: all but a character at the end of which bytes are missing.
func complete(text string) int {
	rest := text
	for utf8.FullRuneInString(rest) {
		_, size := utf8.DecodeRuneInString(rest)
		rest = rest[size:]
	}
	return len(text) - len(rest)
}

// testSlowSenders lets a crowd send one byte each, and none the next before all
// have had the answer to this one. Each begins at another character, so in every
// turn some characters are complete and some are not.
func (s Stage) testSlowSenders(t *testing.T) {
	addr, _ := s.serveTCP(t)
	ask := s.polite(t, addr)
	chars := []string{"a", "é", "ß", "你", "🙂", "ﬃ", "\n"}
	var texts []string
	for i := range chars {
		texts = append(texts, strings.Join(chars[i:], "")+strings.Join(chars[:i], ""))
	}
	var senders []*client
	for range s.attackers(1000) {
		senders = append(senders, dial(t, addr))
	}
	for i := range len(texts[0]) {
		for n, c := range senders {
			c.send(texts[n%len(texts)][i : i+1])
		}
		ask()
		var answers []string // to what this byte has completed
		for _, text := range texts {
			answers = append(answers, upper(text[complete(text[:i]):complete(text[:i+1])]))
		}
		for n, c := range senders {
			c.expect(answers[n%len(answers)])
		}
		ask()
	}
	for _, c := range senders {
		c.leave()
	}
	visit(t, addr)
}

// testResetAtEveryByte breaks a conversation off after every byte, in three
// ways. The server must let go of each such client, and look after the next.
func (s Stage) testResetAtEveryByte(t *testing.T) {
	addr, _ := s.serveTCP(t)
	ask := s.polite(t, addr)
	for range 8 { // until every part of the server has begun
		ask()
		visit(t, addr)
	}
	before := runtime.NumGoroutine()
	const text = "naïve\n你好, Straße\n🙂 ŉ\n"
	for _, breakOff := range []func(c *client, sent string){
		func(*client, string) {},
		func(c *client, sent string) { c.expect(upper(sent[:complete(sent)])) },
		func(c *client, _ string) { require.NoError(t, c.CloseWrite()) },
	} {
		for n := range len(text) + 1 {
			c := dial(t, addr)
			c.send(text[:n])
			breakOff(c, text[:n])
			c.reset()
			ask()
			visit(t, addr)
		}
	}
	eventually(t, "goroutines are left behind", func() bool { return runtime.NumGoroutine() <= before })
}
