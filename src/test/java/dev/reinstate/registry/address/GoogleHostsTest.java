package dev.reinstate.registry.address;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class GoogleHostsTest {

  @ParameterizedTest
  @CsvSource({
    "gcr.io, true",
    "us.gcr.io, true",
    "us-docker.pkg.dev, true",
    "artifactregistry.googleapis.com, true",
    "artifactregistry-vpc.p.googleapis.com, true",
    "artifactregistry.us-east1.rep.googleapis.com, true",
    "artifactregistry-bucket.storage.googleapis.com, false",
    "gcr.io.example, false",
    "notgcr.io, false"
  })
  void areGooglesAlone(String host, boolean google) {
    assertEquals(google, GoogleHosts.contains(host));
  }
}
