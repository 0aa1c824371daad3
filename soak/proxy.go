package main

import (
	"math/rand/v2"
	"net"
	"sync"
	"time"
)

// A proxy stands between a process and the database.
type proxy struct {
	listener net.Listener
	target   string

	mutex   sync.Mutex
	mode    proxyMode
	changed chan struct{} // closed when the mode changes
	pairs   map[net.Conn]struct{}
}

// proxyMode is how the database looks through the proxy.
type proxyMode int

const (
	proxyPasses  proxyMode = iota
	proxySlow              // every packet takes up to a tenth of a second
	proxyHangs             // nothing comes through
	proxyRefuses           // connections are cut, and no other is made
)

const slowest = 100 * time.Millisecond

func newProxy(target string) (*proxy, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	p := &proxy{listener: listener, target: target, changed: make(chan struct{}), pairs: map[net.Conn]struct{}{}}
	go p.accept()
	return p, nil
}

func (p *proxy) address() string { return p.listener.Addr().String() }

func (p *proxy) close() {
	p.listener.Close()
	p.cut()
}

// set changes the mode.
func (p *proxy) set(mode proxyMode) {
	p.mutex.Lock()
	p.mode = mode
	close(p.changed)
	p.changed = make(chan struct{})
	p.mutex.Unlock()
	if mode == proxyRefuses {
		p.cut()
	}
}

// cut breaks all connections, in the middle of what they do.
func (p *proxy) cut() {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	for connection := range p.pairs {
		abort(connection)
	}
}

func abort(connection net.Conn) {
	if tcp, ok := connection.(*net.TCPConn); ok {
		tcp.SetLinger(0) // reset
	}
	connection.Close()
}

func (p *proxy) now() (proxyMode, chan struct{}) {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	return p.mode, p.changed
}

func (p *proxy) accept() {
	for {
		client, err := p.listener.Accept()
		if err != nil {
			return
		}
		if mode, _ := p.now(); mode == proxyRefuses {
			abort(client)
			continue
		}
		go p.connect(client)
	}
}

func (p *proxy) connect(client net.Conn) {
	server, err := net.Dial("tcp", p.target)
	if err != nil {
		abort(client)
		return
	}
	p.mutex.Lock()
	p.pairs[client], p.pairs[server] = struct{}{}, struct{}{}
	p.mutex.Unlock()
	go p.pump(client, server)
	p.pump(server, client)
	p.mutex.Lock()
	defer p.mutex.Unlock()
	delete(p.pairs, client)
	delete(p.pairs, server)
}

// pump passes on what one side sends, in its time.
func (p *proxy) pump(from, to net.Conn) {
	defer abort(to)
	defer abort(from)
	buffer := make([]byte, 32<<10)
	for {
		read, err := from.Read(buffer)
		if err != nil || !p.wait() {
			return
		}
		if _, err := to.Write(buffer[:read]); err != nil {
			return
		}
	}
}

// wait reports whether a packet may pass, when it may.
func (p *proxy) wait() bool {
	for {
		mode, changed := p.now()
		switch mode {
		case proxyHangs:
			<-changed
		case proxyRefuses:
			return false
		case proxySlow:
			time.Sleep(time.Duration(rand.Int64N(int64(slowest))))
			return true
		default:
			return true
		}
	}
}
