// Reads repositories with the promoter's own code, at its own concurrency, as its dry run does before it plans. The
// whole promoter does not run without the internet: it prepares signing first. Takes a file that names repositories,
// prints how many images they have.
package main

import (
	"bufio"
	"context"
	"fmt"
	"log"
	"os"

	"github.com/sirupsen/logrus"
	"sigs.k8s.io/promo-tools/v4/promoter/image/registry"
	"sigs.k8s.io/promo-tools/v4/types/image"
)

func main() {
	logrus.SetLevel(logrus.WarnLevel)
	file, err := os.Open(os.Args[1])
	if err != nil {
		log.Fatal(err)
	}
	var registries []registry.RegistryConfig
	for lines := bufio.NewScanner(file); lines.Scan(); {
		registries = append(registries, registry.RegistryConfig{Name: image.Registry(lines.Text())})
	}
	inventory, err := registry.NewCraneProvider().ReadRegistries(context.Background(), registries, false, nil)
	if err != nil {
		log.Fatal(err)
	}
	images := 0
	for _, byName := range inventory.Images {
		for _, digests := range byName {
			images += len(digests)
		}
	}
	fmt.Println(images)
}
