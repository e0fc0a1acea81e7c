package main

import (
	"flag"
	"log"
	"net/url"
	"os"
	"os/signal"
	"syscall"

	"go.etcd.io/etcd/server/v3/embed"
)

// etcd runs one member without TLS and without fsync, for data that lives as long as a test run.
func etcd() int {
	flags := flag.NewFlagSet("etcd", flag.ExitOnError)
	folder := flags.String("data-dir", "", "where the data goes")
	clients := flags.String("listen-client-url", "", "address for clients")
	peers := flags.String("listen-peer-url", "", "address for peers; there are none")
	noSync := flags.Bool("unsafe-no-fsync", false, "do not wait for the disk")
	_ = flags.Parse(os.Args[1:])

	config := embed.NewConfig()
	config.Dir = *folder
	config.UnsafeNoFsync = *noSync
	config.LogLevel = "warn"
	config.QuotaBackendBytes = 4 << 30
	config.ListenClientUrls = []url.URL{mustParse(*clients)}
	config.AdvertiseClientUrls = config.ListenClientUrls
	config.ListenPeerUrls = []url.URL{mustParse(*peers)}
	config.AdvertisePeerUrls = config.ListenPeerUrls
	config.InitialCluster = config.InitialClusterFromName(config.Name)

	server, err := embed.StartEtcd(config)
	if err != nil {
		log.Print(err)
		return 1
	}
	defer server.Close()
	stop := make(chan os.Signal, 1)
	signal.Notify(stop, syscall.SIGINT, syscall.SIGTERM)
	select {
	case <-stop:
		return 0
	case err = <-server.Err():
		log.Print(err)
	case <-server.Server.StopNotify():
	}
	return 1
}

func mustParse(text string) url.URL {
	parsed, err := url.Parse(text)
	if err != nil {
		log.Fatal(err)
	}
	return *parsed
}
