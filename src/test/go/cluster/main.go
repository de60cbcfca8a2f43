// A Kubernetes cluster of one machine, on loopback, in one directory: etcd, kube-apiserver and the controllers that Jobs
// need, all of them the real ones, and in the place of scheduler and kubelet a node that runs the commands of pods as
// processes. Says "ready URL" when Jobs can be created, with the token in DIR/token and the certificate in DIR/ca.crt; ends
// with its standard input, and everything that it started with it.
package main

import (
	"bufio"
	"context"
	"flag"
	"fmt"
	"io"
	"log"
	"os"
	"os/signal"
	"strings"
	"syscall"

	"k8s.io/component-base/cli"
	apiserver "k8s.io/kubernetes/cmd/kube-apiserver/app"
	controllers "k8s.io/kubernetes/cmd/kube-controller-manager/app"
)

// Programs by the images that they stand for.
type programs map[string]string

func (p programs) String() string { return fmt.Sprint(map[string]string(p)) }

func (p programs) Set(text string) error {
	image, program, found := strings.Cut(text, "=")
	if !found {
		return fmt.Errorf("'%s' is not IMAGE=PROGRAM", text)
	}
	p[image] = program
	return nil
}

// The program for an image of any tag; empty where there is none.
func (p programs) of(image string) string {
	name := image
	if colon := strings.LastIndex(image, ":"); colon > strings.LastIndex(image, "/") {
		name = image[:colon]
	}
	return p[name]
}

func main() {
	// Each in a process of its own, with this program's other name: they do not share one.
	if len(os.Args) > 1 {
		switch os.Args[1] {
		case apiserverName:
			os.Args = os.Args[1:]
			os.Exit(cli.Run(apiserver.NewAPIServerCommand()))
		case controllersName:
			os.Args = os.Args[1:]
			os.Exit(cli.Run(controllers.NewControllerManagerCommand()))
		}
	}
	directory := flag.String("directory", "", "where everything is kept; must exist")
	images := programs{}
	flag.Var(images, "image", "IMAGE=PROGRAM: what to run in the place of an image's command; its args follow; repeatable")
	flag.Parse()
	if *directory == "" || flag.NArg() > 0 {
		flag.Usage()
		os.Exit(2)
	}
	if err := run(*directory, images); err != nil {
		log.Fatal(err)
	}
}

func run(directory string, images programs) error {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	go func() {
		io.Copy(io.Discard, bufio.NewReader(os.Stdin))
		stop()
	}()
	plane, err := startControlPlane(ctx, directory)
	if err != nil {
		return err
	}
	defer plane.stop()
	node, err := startNode(ctx, plane.config, directory, images)
	if err != nil {
		return err
	}
	defer node.stop()
	fmt.Println("ready", plane.config.Host)
	select {
	case <-ctx.Done():
		return nil
	case name := <-plane.ended:
		return fmt.Errorf("%s ended; see %s/%s.log", name, directory, name)
	}
}
