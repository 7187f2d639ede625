package main

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"fmt"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"strings"
	"time"
)

func init() { oracles["certificates"] = writeCertificates }

// writeCertificates: `kubebox certificates DIR [USER=GROUP,GROUP | !USER=GROUP]...` writes ca, server and one
// client certificate for each user (`!`: one that ended yesterday), each as NAME.crt and NAME.key.
// Node has no X.509 writer and openssl is not everywhere.
func writeCertificates() int {
	if len(os.Args) < 2 {
		fmt.Fprintln(os.Stderr, "usage: kubebox certificates DIR [USER=GROUP,GROUP]...")
		return 2
	}
	directory := os.Args[1]
	ca := certificateTemplate("plimsoll-test-ca", nil)
	ca.IsCA, ca.BasicConstraintsValid, ca.KeyUsage = true, true, x509.KeyUsageCertSign|x509.KeyUsageDigitalSignature
	caKey, err := issueCertificate(directory, "ca", ca, ca, nil)
	if err != nil {
		return certificateFailure(err)
	}
	server := certificateTemplate("kube-apiserver", nil)
	server.ExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth}
	server.IPAddresses = []net.IP{net.IPv4(127, 0, 0, 1), net.IPv4(10, 96, 0, 1)}
	server.DNSNames = []string{"localhost", "kubernetes", "kubernetes.default", "kubernetes.default.svc", "test-cluster.example"}
	if _, err := issueCertificate(directory, "server", server, ca, caKey); err != nil {
		return certificateFailure(err)
	}
	for _, user := range os.Args[2:] {
		name, groups, _ := strings.Cut(user, "=")
		ended := strings.HasPrefix(name, "!")
		name = strings.TrimPrefix(name, "!")
		client := certificateTemplate(name, strings.Split(groups, ","))
		client.ExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth}
		if ended {
			client.NotAfter = time.Now().Add(-24 * time.Hour)
		}
		if _, err := issueCertificate(directory, name, client, ca, caKey); err != nil {
			return certificateFailure(err)
		}
	}
	return 0
}

func certificateFailure(err error) int {
	fmt.Fprintln(os.Stderr, err)
	return 1
}

func certificateTemplate(name string, groups []string) *x509.Certificate {
	serial, _ := rand.Int(rand.Reader, big.NewInt(1<<62))
	return &x509.Certificate{
		SerialNumber: serial,
		Subject:      pkix.Name{CommonName: name, Organization: groups},
		NotBefore:    time.Now().Add(-48 * time.Hour),
		NotAfter:     time.Now().Add(365 * 24 * time.Hour),
		KeyUsage:     x509.KeyUsageDigitalSignature | x509.KeyUsageKeyEncipherment,
	}
}

// issueCertificate signs with signer, or with the new key itself when signer is nil.
func issueCertificate(directory, file string, certificate, parent *x509.Certificate, signer *ecdsa.PrivateKey) (*ecdsa.PrivateKey, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, err
	}
	if signer == nil {
		signer = key
	}
	der, err := x509.CreateCertificate(rand.Reader, certificate, parent, &key.PublicKey, signer)
	if err != nil {
		return nil, err
	}
	pkcs8, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		return nil, err
	}
	if err := writePem(filepath.Join(directory, file+".crt"), "CERTIFICATE", der); err != nil {
		return nil, err
	}
	return key, writePem(filepath.Join(directory, file+".key"), "PRIVATE KEY", pkcs8)
}

func writePem(path, kind string, der []byte) error {
	return os.WriteFile(path, pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der}), 0o600)
}
