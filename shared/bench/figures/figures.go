// Package figures is what a run of the bench has found: the figures of every
// round, and what can be said about them.
package figures

import "time"

// A Figure is the name of something that is measured.
type Figure string

// The figures. Those of the server's process are missing where the system does
// not tell them.
const (
	CPU      Figure = "cpu_us"         // the server's CPU time for a message or a visit, in microseconds
	CPUTotal Figure = "cpu_total_s"    // the same for the whole window, in seconds
	Rate     Figure = "per_second"     // messages or visits a second
	P50      Figure = "p50_us"         // how long a reply took: half of them at most so long, in microseconds
	P99      Figure = "p99_us"         // 99 % of them
	P999     Figure = "p99_9_us"       // 99.9 % of them
	Peak     Figure = "peak_bytes"     // the most memory that the server was seen to have in RAM
	Idle     Figure = "idle_bytes"     // memory for each client that has nothing to say
	Volume   Figure = "bytes_a_second" // text that was upper-cased
	Alone50  Figure = "p50_alone_us"   // as P50, before the flooder came
	Alone99  Figure = "p99_alone_us"   // as P99, before the flooder came
	Flooded  Figure = "flooded_per_s"  // messages a second of the polite clients beside the flooder
)

// A Kind is a way to use a server.
type Kind string

// The kinds.
const (
	Load    Kind = "load"    // clients send the next line when they have the reply
	Churn   Kind = "churn"   // clients connect, send one line, and leave
	Flood   Kind = "flood"   // clients as under Load beside one that does not wait for replies
	Compute Kind = "compute" // as Load, with text that is expensive to upper-case
)

// A Sample is the figures of one round.
type Sample map[Figure]float64

// A Result is all that was found out about one server in one way of using it.
type Result struct {
	Server  string   `json:"server"`
	Kind    Kind     `json:"kind"`
	Clients int      `json:"clients"`           // who wanted to be served
	Served  int      `json:"served,omitempty"`  // the server serves only so many at a time; 0: all
	Setting string   `json:"setting,omitempty"` // how the server was started, if not as always
	Rounds  []Sample `json:"rounds,omitempty"`
	Why     string   `json:"why,omitempty"`    // there are no rounds, or no more
	Failed  bool     `json:"failed,omitempty"` // it is the server's fault, or that of the machine
}

// A Case is a server in one way of using it.
type Case struct {
	Server  string
	Kind    Kind
	Clients int
	Setting string
}

// Case returns what the result is of.
func (r Result) Case() Case { return Case{r.Server, r.Kind, r.Clients, r.Setting} }

// AtWork returns how many clients were served.
func (r Result) AtWork() int {
	if r.Served > 0 {
		return min(r.Served, r.Clients)
	}
	return r.Clients
}

// A Machine is what a run was made on. What is not known is empty.
type Machine struct {
	OS     string `json:"os"`
	Arch   string `json:"arch"`
	CPU    string `json:"cpu,omitempty"`
	Cores  int    `json:"cores"` // that Go uses
	Memory uint64 `json:"memory_bytes,omitempty"`
	Go     string `json:"go"`
	Files  int    `json:"file_limit,omitempty"` // open files a process may have; 0: no limit is known
}

// A Run is one run of the bench.
type Run struct {
	Format      string        `json:"format"`
	Mode        string        `json:"mode"`
	Start       time.Time     `json:"start"`
	Took        time.Duration `json:"took_ns"`
	Machine     Machine       `json:"machine"`
	Base        int           `json:"base_clients"` // clients of an ordinary load
	Sizes       []int         `json:"sizes"`        // numbers of clients, rising
	Bytes       int           `json:"message_bytes"`
	Servers     []string      `json:"servers"`
	Calibration []float64     `json:"calibration_s"` // how long one and the same piece of work took, again and again
	Results     []Result      `json:"results"`
}

// Find returns the result of a case. It has no rounds if there is none.
func (r Run) Find(c Case) Result {
	for _, result := range r.Results {
		if result.Case() == c {
			return result
		}
	}
	return Result{Server: c.Server, Kind: c.Kind, Clients: c.Clients, Setting: c.Setting}
}

// Of returns the results of a kind in the order of the servers.
func (r Run) Of(kind Kind) []Result {
	var found []Result
	for _, server := range r.Servers {
		for _, result := range r.Results {
			if result.Server == server && result.Kind == kind {
				found = append(found, result)
			}
		}
	}
	return found
}

// Failures returns the results that are missing and should not be.
func (r Run) Failures() []Result {
	var failed []Result
	for _, result := range r.Results {
		if result.Failed {
			failed = append(failed, result)
		}
	}
	return failed
}
