// Terminates TLS before a registry, over HTTP/2 and HTTP/1.1, and puts it as far away as it is told: a new connection
// waits before its first byte is read, as long as making it takes over such a way, and each request waits for the way
// there and back. Says its host in the first line. With --control it obeys lines on standard input, "reset", "report",
// "delay D" and "latency D", answers each with what it counted since the last reset, and ends with its standard input.
package main

import (
	"bufio"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httputil"
	"net/url"
	"os"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

var (
	listen   = flag.String("listen", "127.0.0.1:0", "where to listen")
	upstream = flag.String("upstream", "", "the registry: HOST:PORT, or https://HOST:PORT")
	ca       = flag.String("ca", "", "whose certificate the registry has, a PEM file; for https")
	cert     = flag.String("cert", "", "the certificate to show, a PEM file")
	key      = flag.String("key", "", "its key, a PEM file")
	http2    = flag.Bool("http2", true, "offer HTTP/2 besides HTTP/1.1")
	delay    = flag.Duration("delay", 0, "what a new connection waits before its first byte is read")
	latency  = flag.Duration("latency", 0, "what each request waits")
	control  = flag.Bool("control", false, "obey standard input")
)

// Requests with this header neither wait nor count: the benchmark fills registries with them, and looks into them.
const aside = "Bench-Aside"

func main() {
	flag.Parse()
	target, err := target()
	if err != nil {
		log.Fatal(err)
	}
	transport, err := transport()
	if err != nil {
		log.Fatal(err)
	}
	listener, err := net.Listen("tcp", *listen)
	if err != nil {
		log.Fatal(err)
	}
	front := &front{host: listener.Addr().String(), target: target, transport: transport}
	front.delay.Store(int64(*delay))
	front.latency.Store(int64(*latency))
	front.reset()
	server := &http.Server{
		Handler: front.handler(),
		// Clients that try plain HTTP first are no news.
		ErrorLog:  log.New(io.Discard, "", 0),
		Protocols: new(http.Protocols),
	}
	server.Protocols.SetHTTP1(true)
	server.Protocols.SetHTTP2(*http2)
	fmt.Println(front.host)
	if *control {
		go front.obey(os.Stdin, os.Stdout)
	}
	log.Fatal(server.ServeTLS(farListener{listener, front}, *cert, *key))
}

func target() (*url.URL, error) {
	if *upstream == "" {
		return nil, fmt.Errorf("--upstream is missing")
	}
	if strings.Contains(*upstream, "://") {
		return url.Parse(*upstream)
	}
	return url.Parse("http://" + *upstream)
}

func transport() (*http.Transport, error) {
	transport := &http.Transport{
		DisableCompression:  true,
		MaxIdleConnsPerHost: 4096,
		ReadBufferSize:      64 << 10,
		WriteBufferSize:     64 << 10,
	}
	if *ca != "" {
		pem, err := os.ReadFile(*ca)
		if err != nil {
			return nil, err
		}
		roots := x509.NewCertPool()
		if !roots.AppendCertsFromPEM(pem) {
			return nil, fmt.Errorf("%s: no certificate", *ca)
		}
		transport.TLSClientConfig = &tls.Config{RootCAs: roots}
	}
	return transport, nil
}

// What stands between clients and the registry.
type front struct {
	host      string
	target    *url.URL
	transport *http.Transport
	delay     atomic.Int64
	latency   atomic.Int64
	mutex     sync.Mutex
	counted   report
}

// What was asked since the last reset.
type report struct {
	Requests    map[string]int64 `json:"requests"`
	Sent        int64            `json:"sent"`
	Received    int64            `json:"received"`
	Activity    []span           `json:"activity"`
	Connections int64            `json:"connections"`
}

// In microseconds since 1970.
type span struct {
	First int64 `json:"first"`
	Last  int64 `json:"last"`
}

func (f *front) count(change func(*report)) {
	f.mutex.Lock()
	defer f.mutex.Unlock()
	change(&f.counted)
}

func (f *front) reset() {
	f.transport.CloseIdleConnections()
	f.count(func(r *report) { *r = report{Requests: map[string]int64{}, Activity: []span{}} })
}

func (f *front) obey(in io.Reader, out io.Writer) {
	for lines := bufio.NewScanner(in); lines.Scan(); {
		command, argument, _ := strings.Cut(lines.Text(), " ")
		switch command {
		case "reset":
			f.reset()
		case "delay":
			wait(&f.delay, argument)
		case "latency":
			wait(&f.latency, argument)
		case "report":
		default:
			log.Fatalf("unknown command: %s", command)
		}
		f.count(func(r *report) {
			if err := json.NewEncoder(out).Encode(r); err != nil {
				log.Fatal(err)
			}
		})
	}
	os.Exit(0)
}

func wait(what *atomic.Int64, text string) {
	duration, err := time.ParseDuration(text)
	if err != nil {
		log.Fatal(err)
	}
	what.Store(int64(duration))
}

func (f *front) handler() http.Handler {
	proxy := &httputil.ReverseProxy{
		Transport:  f.transport,
		BufferPool: &buffers{},
		Rewrite: func(r *httputil.ProxyRequest) {
			r.SetURL(f.target)
			// The registry names this host where it names itself.
			r.Out.Host = r.In.Host
			r.Out.Header.Set("X-Forwarded-Proto", "https")
		},
		ModifyResponse: f.answer,
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get(aside) != "" {
			proxy.ServeHTTP(w, r)
			return
		}
		asked := time.Now().UnixMicro()
		f.count(func(c *report) {
			c.Requests[kind(r)]++
			if len(c.Activity) == 0 {
				c.Activity = []span{{asked, asked}}
			}
		})
		r.Body = &tap{r.Body, f, func(c *report) *int64 { return &c.Received }}
		time.Sleep(time.Duration(f.latency.Load()))
		proxy.ServeHTTP(w, r)
		f.count(func(c *report) {
			if len(c.Activity) > 0 {
				c.Activity[0].Last = max(c.Activity[0].Last, time.Now().UnixMicro())
			}
		})
	})
}

// The benchmark's embedded registry counts lists apart from other requests, and so does this.
func kind(r *http.Request) string {
	if r.Method == http.MethodGet && strings.HasSuffix(r.URL.Path, "/tags/list") {
		return "GET list"
	}
	return r.Method
}

// A registry that does not know that it is spoken to over TLS names its own address.
func (f *front) answer(response *http.Response) error {
	own := f.target.String()
	for _, name := range []string{"Location", "Www-Authenticate"} {
		if value := response.Header.Get(name); value != "" {
			value = strings.ReplaceAll(value, own, "https://"+f.host)
			response.Header.Set(name, strings.ReplaceAll(value, "http://"+f.host, "https://"+f.host))
		}
	}
	if response.Request.Header.Get(aside) == "" {
		response.Body = &tap{response.Body, f, func(c *report) *int64 { return &c.Sent }}
	}
	return nil
}

// Counts a body as it passes.
type tap struct {
	io.ReadCloser
	front *front
	field func(*report) *int64
}

func (t *tap) Read(bytes []byte) (int, error) {
	n, err := t.ReadCloser.Read(bytes)
	if n > 0 {
		t.front.count(func(c *report) { *t.field(c) += int64(n) })
	}
	return n, err
}

type buffers struct{ pool sync.Pool }

func (b *buffers) Get() []byte {
	if buffer, ok := b.pool.Get().(*[]byte); ok {
		return *buffer
	}
	return make([]byte, 64<<10)
}

func (b *buffers) Put(buffer []byte) { b.pool.Put(&buffer) }

// Its connections come from far away.
type farListener struct {
	net.Listener
	front *front
}

func (l farListener) Accept() (net.Conn, error) {
	connection, err := l.Listener.Accept()
	if err != nil {
		return nil, err
	}
	l.front.count(func(c *report) { c.Connections++ })
	return &farConnection{Conn: connection, ready: time.Now().Add(time.Duration(l.front.delay.Load()))}, nil
}

type farConnection struct {
	net.Conn
	ready time.Time
	read  bool
}

// Read waits the first time, until the connection could have been made.
func (c *farConnection) Read(bytes []byte) (int, error) {
	if !c.read {
		c.read = true
		time.Sleep(time.Until(c.ready))
	}
	return c.Conn.Read(bytes)
}
