package scenario

import (
	"errors"
	"slices"
)

// A Cast is the clients of a scenario after the steps that they have taken so
// far. It knows which steps can come next. The zero Cast has no clients.
type Cast struct{ clients []Client }

// A Client is the state of a client.
type Client struct {
	Name     string
	Here     bool // it is connected
	Deaf     bool // it does not read
	Flooding bool // it sends without end
	AllSaid  bool // it has half-closed
	gone     bool // it was here, and has left
}

// Clients returns the clients in the order in which they came.
func (c *Cast) Clients() []Client { return slices.Clone(c.clients) }

// Clone returns a copy that goes its own way.
func (c *Cast) Clone() Cast { return Cast{clients: c.Clients()} }

// Take has a client take a step. An error says why it cannot.
func (c *Cast) Take(name string, what Action) error {
	for i := range c.clients {
		if c.clients[i].Name == name {
			return c.clients[i].take(what)
		}
	}
	client := Client{Name: name}
	if err := client.take(what); err != nil {
		return err
	}
	c.clients = append(c.clients, client)
	return nil
}

// take takes a step, or says why the client cannot.
func (c *Client) take(what Action) error {
	switch {
	case what == Connect && c.Here:
		return errors.New("is connected already")
	case what != Connect && !c.Here && c.gone:
		return errors.New("has left; expected connects first")
	case what != Connect && !c.Here:
		return errors.New("is not there yet; expected connects first")
	case c.AllSaid && (what == Send || what == Flood || what == HalfClose):
		return errors.New("has half-closed and cannot send any more")
	case c.Flooding && (what == Send || what == Flood || what == HalfClose):
		return errors.New("floods; expected stops flooding first")
	case what == StopFlooding && !c.Flooding:
		return errors.New("does not flood; expected floods first")
	case what == StopReading && c.Deaf:
		return errors.New("has stopped reading already")
	case what == ReadAgain && !c.Deaf:
		return errors.New("reads all the time; expected stops reading first")
	}
	switch what {
	case Connect:
		*c = Client{Name: c.Name, Here: true}
	case Leave, Reset:
		*c = Client{Name: c.Name, gone: true}
	case HalfClose:
		c.AllSaid = true
	case StopReading, ReadAgain:
		c.Deaf = what == StopReading
	case Flood, StopFlooding:
		c.Flooding = what == Flood
	}
	return nil
}
