package scenario

import (
	"errors"
	"fmt"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

const (
	mostSteps = 5000                   // each makes some events
	longest   = 10 * time.Minute       // a scenario
	mostText  = 100                    // MB that one step may send
	epilogue  = 500 * time.Millisecond // follows the last step where no length is given
)

// verbs is what the steps of a file say. The plural is for several clients.
var verbs = []struct {
	one, many string
	do        Action
}{
	{"connects", "connect", Connect},
	{"sends", "send", Send},
	{"leaves", "leave", Leave},
	{"half-closes", "half-close", HalfClose},
	{"resets", "reset", Reset},
	{"stops reading", "stop reading", StopReading},
	{"reads again", "read again", ReadAgain},
	{"floods", "flood", Flood},
	{"stops flooding", "stop flooding", StopFlooding},
}

// signals is what the server gets.
var signals = []Action{Terminate, Interrupt}

// Parse reads a scenario from the text of a file of that name. A file says what
// it is about, and then one step a line, in the order of time:
//
//	# Lines like this one are not read, and blank ones neither.
//	title  the silent client
//	about  A connects and says nothing. Do the others get a reply?
//	length 7s
//	start  04-pool -workers 2
//
//	0.3s   A connects
//	0.8s   B..D connect
//	1.1s   B sends hello
//	1.5s   C sends 20 MB of text
//	5s     server gets SIGTERM
//
// Only the steps are required. An error names the file and the line, and what
// was expected there.
func Parse(file, text string) (Scenario, error) {
	if !utf8.ValidString(text) {
		return Scenario{}, fmt.Errorf("%s: expected a text file in UTF-8", file)
	}
	p := &parser{}
	p.Args = make(map[string][]string)
	text = strings.TrimPrefix(text, "\ufeff") // Windows' Notepad may put it there
	for i, line := range strings.Split(text, "\n") {
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		if err := p.line(line); err != nil {
			return Scenario{}, fmt.Errorf("%s:%d: %w", file, i+1, err)
		}
	}
	if err := p.finish(file); err != nil {
		return Scenario{}, fmt.Errorf("%s: %w", file, err)
	}
	return p.Scenario, nil
}

// A parser holds what it has read so far.
type parser struct {
	Scenario
	cast Cast
}

// line reads one line.
func (p *parser) line(line string) error {
	word, rest := cutWord(line)
	switch word {
	case "title":
		return set(&p.Name, word, rest)
	case "about":
		return set(&p.About, word, rest)
	case "length":
		return p.length(rest)
	case "start":
		return p.start(rest)
	}
	at, err := time.ParseDuration(word)
	switch {
	case err != nil && word != "" && strings.ContainsRune("0123456789.+-", rune(word[0])):
		return fmt.Errorf("%q: expected a time with its unit, as in 0.3s or 300ms", word)
	case err != nil:
		return fmt.Errorf("%q: expected a time, as in \"0.3s A connects\", or title, about, length or start", word)
	case at < 0:
		return fmt.Errorf("%q: expected a time from 0s on", word)
	case len(p.Steps) > 0 && at < p.last():
		return fmt.Errorf("%q: expected a time from %v on, for that is the step before", word, p.last())
	case p.Length > 0 && at > p.Length:
		return fmt.Errorf("%q: expected a time up to %v, for that is the length", word, p.Length)
	}
	return p.step(at, rest)
}

func (p *parser) last() time.Duration { return p.Steps[len(p.Steps)-1].At }

// set sets what may be said once.
func set(field *string, word, text string) error {
	switch {
	case text == "":
		return fmt.Errorf("%q: expected a text behind it", word)
	case *field != "":
		return fmt.Errorf("%q: expected one line of this kind, and there is one above", word)
	}
	*field = text
	return nil
}

func (p *parser) length(text string) error {
	length, err := time.ParseDuration(text)
	switch {
	case err != nil:
		return fmt.Errorf("%q: expected a time, as in \"length 7s\"", "length "+text)
	case p.Length > 0:
		return errors.New(`"length": expected one line of this kind, and there is one above`)
	case length <= 0 || length > longest:
		return fmt.Errorf("%q: expected more than 0s and at most 10m", "length "+text)
	case len(p.Steps) > 0 && length < p.last():
		return fmt.Errorf("%q: expected at least %v, for there is a step then", "length "+text, p.last())
	}
	p.Length = length
	return nil
}

// start reads how to start a stage.
func (p *parser) start(text string) error {
	words := strings.Fields(text)
	if len(words) < 2 {
		return fmt.Errorf("%q: expected a stage and its flags, as in \"start 04-pool -workers 2\"", "start "+text)
	}
	if p.Args[words[0]] != nil {
		return fmt.Errorf("%q: expected one line for this stage, and there is one above", "start "+words[0])
	}
	p.Args[words[0]] = words[1:]
	return nil
}

// step reads what happens at a time.
func (p *parser) step(at time.Duration, text string) error {
	who, what := cutWord(text)
	if who == Server {
		for _, signal := range signals {
			if what == "gets "+string(signal) {
				p.Steps = append(p.Steps, Step{At: at, Client: Server, Do: signal})
				return nil
			}
		}
		return fmt.Errorf("%q: expected gets SIGTERM or gets Ctrl-C", text)
	}
	names := namesOf(who)
	if names == nil {
		return fmt.Errorf("%q: expected a client, A to Z, as in \"A connects\" or \"A..J connect\", or server", text)
	}
	step, err := action(what)
	if err != nil {
		return fmt.Errorf("%q: %w", text, err)
	}
	for _, name := range names {
		if err := p.cast.Take(name, step.Do); err != nil {
			return fmt.Errorf("%q: %s %w", text, name, err)
		}
		if len(p.Steps) == mostSteps {
			return fmt.Errorf("%q: expected at most %d steps", text, mostSteps)
		}
		step.At, step.Client = at, name
		p.Steps = append(p.Steps, step)
	}
	return nil
}

var clientPattern = regexp.MustCompile(`^([A-Z])(\.\.([A-Z]))?$`)

// namesOf returns the clients that "A" or "A..J" are, or nil.
func namesOf(who string) (names []string) {
	found := clientPattern.FindStringSubmatch(who)
	if found == nil {
		return nil
	}
	first, last := found[1][0], found[1][0]
	if found[3] != "" {
		last = found[3][0]
	}
	for name := first; name <= last; name++ {
		names = append(names, string(name))
	}
	return names
}

// action reads what a client does.
func action(what string) (Step, error) {
	for _, verb := range verbs {
		for _, form := range []string{verb.one, verb.many} {
			if verb.do == Send && (what == form || strings.HasPrefix(what, form+" ")) {
				return sending(strings.TrimSpace(what[len(form):]))
			}
			if strings.Join(strings.Fields(what), " ") == form {
				return Step{Do: verb.do}, nil
			}
		}
	}
	var known []string
	for _, verb := range verbs {
		known = append(known, verb.one)
	}
	return Step{}, errors.New("expected " + strings.Join(known, ", "))
}

var bulkPattern = regexp.MustCompile(`^([0-9]+) MB of text$`)

// sending reads what is to be sent.
func sending(text string) (Step, error) {
	if text == "" {
		return Step{}, errors.New(`expected what to send, as in "sends hello" or "sends 20 MB of text"`)
	}
	if found := bulkPattern.FindStringSubmatch(text); found != nil {
		megabytes, err := strconv.Atoi(found[1])
		if err != nil || megabytes < 1 || megabytes > mostText {
			return Step{}, fmt.Errorf("expected 1 to %d MB", mostText)
		}
		return Step{Do: Send, Bytes: megabytes * 1e6}, nil
	}
	return Step{Do: Send, Text: text}, nil
}

// finish checks the whole, and fills in what was not said.
func (p *parser) finish(file string) error {
	if len(p.Steps) == 0 {
		return errors.New(`expected at least one step, as in "0.3s A connects"`)
	}
	if p.Name == "" {
		p.Name = strings.TrimSuffix(filepath.Base(file), filepath.Ext(file))
	}
	if p.Length == 0 {
		p.Length = p.last() + epilogue
	}
	return nil
}

// cutWord cuts off the first word.
func cutWord(text string) (word, rest string) {
	end := strings.IndexAny(text, " \t")
	if end < 0 {
		return text, ""
	}
	return text[:end], strings.TrimSpace(text[end:])
}
