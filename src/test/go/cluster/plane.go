package main

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"fmt"
	"net"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"time"

	"go.etcd.io/etcd/server/v3/embed"
	"k8s.io/apimachinery/pkg/util/wait"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/rest"
	"k8s.io/client-go/tools/clientcmd"
	clientcmdapi "k8s.io/client-go/tools/clientcmd/api"
	"k8s.io/client-go/util/keyutil"
)

const (
	apiserverName   = "kube-apiserver"
	controllersName = "kube-controller-manager"
	patience        = 3 * time.Minute
)

// What serves and keeps the API, and acts on it.
type controlPlane struct {
	config *rest.Config
	etcd   *embed.Etcd
	parts  []*exec.Cmd
	// Names of parts that ended by themselves.
	ended chan string
}

func startControlPlane(ctx context.Context, directory string) (*controlPlane, error) {
	plane := &controlPlane{ended: make(chan string, 2)}
	if err := plane.start(ctx, directory); err != nil {
		plane.stop()
		return nil, err
	}
	return plane, nil
}

func (plane *controlPlane) start(ctx context.Context, directory string) error {
	in := func(name string) string { return filepath.Join(directory, name) }
	etcd, err := startEtcd(in("etcd"), in("etcd.log"))
	if err != nil {
		return err
	}
	plane.etcd = etcd
	token := rand.Text()
	if err := writeSecrets(in, token); err != nil {
		return err
	}
	port, err := freePort()
	if err != nil {
		return err
	}
	err = plane.run(in, apiserverName,
		"--etcd-servers=http://"+etcd.Clients[0].Addr().String(),
		"--bind-address=127.0.0.1",
		fmt.Sprintf("--secure-port=%d", port),
		"--cert-dir="+in("certificates"),
		"--token-auth-file="+in("tokens.csv"),
		"--authorization-mode=AlwaysAllow",
		"--anonymous-auth=false",
		"--service-account-issuer=https://kubernetes.default.svc",
		"--service-account-signing-key-file="+in("service-accounts.key"),
		"--service-account-key-file="+in("service-accounts.key"),
		"--service-cluster-ip-range=10.0.0.0/24",
		"--endpoint-reconciler-type=none")
	if err != nil {
		return err
	}
	server := fmt.Sprintf("https://127.0.0.1:%d", port)
	plane.config = &rest.Config{
		Host:            server,
		BearerToken:     token,
		QPS:             -1,
		TLSClientConfig: rest.TLSClientConfig{CAFile: in("ca.crt")},
	}
	if err := plane.awaitAPI(ctx, in); err != nil {
		return err
	}
	if err := writeKubeconfig(in("kubeconfig"), plane.config); err != nil {
		return err
	}
	return plane.run(in, controllersName,
		"--kubeconfig="+in("kubeconfig"),
		"--controllers=job-controller,garbage-collector-controller,ttl-after-finished-controller",
		"--leader-elect=false",
		"--secure-port=0")
}

func startEtcd(directory, log string) (*embed.Etcd, error) {
	config := embed.NewConfig()
	config.Dir = directory
	config.LogOutputs = []string{log}
	config.UnsafeNoFsync = true
	loopback := url.URL{Scheme: "http", Host: "127.0.0.1:0"}
	config.ListenClientUrls = []url.URL{loopback}
	config.ListenPeerUrls = []url.URL{loopback}
	etcd, err := embed.StartEtcd(config)
	if err != nil {
		return nil, fmt.Errorf("etcd: %w; see %s", err, log)
	}
	select {
	case <-etcd.Server.ReadyNotify():
		return etcd, nil
	case err := <-etcd.Err():
		etcd.Close()
		return nil, fmt.Errorf("etcd: %w; see %s", err, log)
	}
}

func writeSecrets(in func(string) string, token string) error {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return err
	}
	pem, err := keyutil.MarshalPrivateKeyToPEM(key)
	if err != nil {
		return err
	}
	for name, content := range map[string]string{
		"service-accounts.key": string(pem),
		"tokens.csv":           token + ",admin,admin,system:masters\n",
		"token":                token,
	} {
		if err := os.WriteFile(in(name), []byte(content), 0o600); err != nil {
			return err
		}
	}
	return nil
}

// Starts a part as a process that does not outlive this one.
func (plane *controlPlane) run(in func(string) string, name string, arguments ...string) error {
	log, err := os.Create(in(name + ".log"))
	if err != nil {
		return err
	}
	defer log.Close()
	command := exec.Command("/proc/self/exe", append([]string{name}, arguments...)...)
	command.Stdout, command.Stderr = log, log
	command.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	started := make(chan error, 1)
	go func() {
		// The signal comes when the thread that started it ends.
		runtime.LockOSThread()
		err := command.Start()
		started <- err
		if err == nil {
			command.Wait()
			plane.ended <- name
		}
	}()
	if err := <-started; err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	plane.parts = append(plane.parts, command)
	return nil
}

// Waits until the API is served, by the certificate that the server made for itself.
func (plane *controlPlane) awaitAPI(ctx context.Context, in func(string) string) error {
	err := wait.PollUntilContextTimeout(ctx, 200*time.Millisecond, patience, true, func(ctx context.Context) (bool, error) {
		select {
		case name := <-plane.ended:
			return false, fmt.Errorf("%s ended", name)
		default:
		}
		certificate, err := os.ReadFile(in("certificates/apiserver.crt"))
		if err != nil || !strings.HasSuffix(string(certificate), "-----END CERTIFICATE-----\n") {
			return false, nil
		}
		if err := os.WriteFile(in("ca.crt"), certificate, 0o644); err != nil {
			return false, err
		}
		client, err := kubernetes.NewForConfig(plane.config)
		if err != nil {
			return false, err
		}
		_, err = client.Discovery().RESTClient().Get().AbsPath("/readyz").DoRaw(ctx)
		return err == nil, nil
	})
	if err != nil {
		return fmt.Errorf("%s is not ready: %w; see %s", apiserverName, err, in(apiserverName+".log"))
	}
	return nil
}

func writeKubeconfig(file string, config *rest.Config) error {
	const name = "loopback"
	content := clientcmdapi.NewConfig()
	content.Clusters[name] = &clientcmdapi.Cluster{Server: config.Host, CertificateAuthority: config.CAFile}
	content.AuthInfos[name] = &clientcmdapi.AuthInfo{Token: config.BearerToken}
	content.Contexts[name] = &clientcmdapi.Context{Cluster: name, AuthInfo: name}
	content.CurrentContext = name
	return clientcmd.WriteToFile(*content, file)
}

func (plane *controlPlane) stop() {
	for _, part := range plane.parts {
		part.Process.Kill()
	}
	if plane.etcd != nil {
		plane.etcd.Close()
	}
}

func freePort() (int, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return 0, err
	}
	defer listener.Close()
	return listener.Addr().(*net.TCPAddr).Port, nil
}
