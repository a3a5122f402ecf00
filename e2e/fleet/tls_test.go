package fleet

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"math/big"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/opentracing-contrib/go-chi/e2e/internal/jaeger"
)

// With TLS=on every hop between machines is encrypted. Over gRPC a role takes
// nothing from whoever has no certificate.
func TestTLS(t *testing.T) {
	env, roots := certificate(t)
	f := &fleet{env: env}
	f.startStorage(t)
	f.collectors = []*role{startRole(t, "collector-direct", f.storageEnv()...)}
	f.startAgents(t)
	l := startLoad(t, f.startServices(t).url, perSecond, ordinary...)
	l.wait(t, 2*perSecond)
	requests := l.end(t)

	http.DefaultTransport.(*http.Transport).TLSClientConfig = &tls.Config{RootCAs: roots}
	t.Cleanup(func() { http.DefaultTransport.(*http.Transport).TLSClientConfig = nil })
	checkWhole(t, jaeger.Client{URL: "https://" + f.query.addrs["QUERY_HTTP_ADDR"]}, requests)

	for _, addr := range []string{
		f.collectors[0].addrs["OTLP_GRPC_ADDR"], f.storage.addrs["STORAGE_ADDR"], f.query.addrs["QUERY_GRPC_ADDR"],
	} {
		if err := greet(t, addr, &tls.Config{RootCAs: roots, NextProtos: []string{"h2"}}); err == nil {
			t.Errorf("%s answers a client without a certificate", addr)
		}
	}
	for _, addr := range []string{
		f.collectors[0].addrs["THRIFT_HTTP_ADDR"], f.collectors[0].addrs["OTLP_HTTP_ADDR"], f.query.addrs["QUERY_HTTP_ADDR"],
	} {
		res, err := get(t.Context(), "http://"+addr)
		if err != nil {
			continue
		}
		_ = res.Body.Close()
		if res.StatusCode != http.StatusBadRequest {
			t.Errorf("%s answers %s without TLS", addr, res.Status)
		}
	}
}

// greet connects and reads the first byte that the server sends.
func greet(t *testing.T, addr string, config *tls.Config) error {
	t.Helper()
	conn, err := (&tls.Dialer{Config: config}).DialContext(t.Context(), "tcp", addr)
	if err != nil {
		return err
	}
	defer func() { _ = conn.Close() }()
	_ = conn.SetReadDeadline(time.Now().Add(10 * time.Second))
	_, err = conn.Read(make([]byte, 1))
	return err
}

// certificate returns the variables that give every role the same certificate,
// which signs itself.
func certificate(t *testing.T) (env []string, roots *x509.CertPool) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1),
		NotAfter:     time.Now().Add(time.Hour),
		IPAddresses:  []net.IP{net.IPv4(127, 0, 0, 1)},
		KeyUsage:     x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign,
		ExtKeyUsage:  []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth, x509.ExtKeyUsageClientAuth},
		IsCA:         true, BasicConstraintsValid: true,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	private, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	folder := t.TempDir()
	certFile, keyFile := filepath.Join(folder, "cert.pem"), filepath.Join(folder, "key.pem")
	cert := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})
	for file, content := range map[string][]byte{
		certFile: cert,
		keyFile:  pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: private}),
	} {
		if err := os.WriteFile(file, content, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	roots = x509.NewCertPool()
	roots.AppendCertsFromPEM(cert)
	return []string{"TLS=on", "TLS_CA=" + certFile, "TLS_CERT=" + certFile, "TLS_KEY=" + keyFile}, roots
}

// Nothing is reachable from outside, and no password is known, unless a variable
// says so.
func TestFilesAreClosed(t *testing.T) {
	open := regexp.MustCompile(`0\.0\.0\.0|\[?::\]?:|_ADDR:-[^$]|_HOST:-[^$1]|(PASSWORD|USERNAME)(:-[^}]|\})`)
	for _, file := range append(glob(t, "*.yaml"), glob(t, "storage/*.yaml")...) {
		for line := range strings.Lines(readConfig(t, strings.TrimSuffix(file, ".yaml"))) {
			if line, _, _ := strings.Cut(line, "#"); open.MatchString(line) {
				t.Errorf("%s: %s", file, line)
			}
		}
	}
}
