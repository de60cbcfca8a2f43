package dev.reinstate.revision;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class BranchLocationTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://github.com/kubernetes/k8s.io",
        "/srv/k8s.io",
        "file:///srv/k8s.io",
        "http://127.0.0.1:8080/k8s.io",
        "git://localhost/k8s.io"
      })
  void takesWhatNobodyOnTheWayCanChange(String url) {
    assertEquals(
        Path.of("registry.k8s.io"),
        BranchLocation.parse(url, "main", "registry.k8s.io/").directory());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://github.com/kubernetes/k8s.io",
        "git://github.com/kubernetes/k8s.io",
        "ftp://github.com/kubernetes/k8s.io",
        "git@github.com:kubernetes/k8s.io",
        "http://127.0.0.1.example/k8s.io",
        "https://git_server/k8s.io",
        "https://github.com/kubernetes/k8s io",
        ""
      })
  void refusesOtherTransportsAndWhatIsNoUrl(String url) {
    assertThrows(IllegalArgumentException.class, () -> BranchLocation.parse(url, "main", ""));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a..b", "a b", "/", "x.lock"})
  void refusesWhatIsNoBranch(String branch) {
    assertThrows(IllegalArgumentException.class, () -> BranchLocation.parse("/srv", branch, ""));
  }

  @ParameterizedTest
  @ValueSource(strings = {"/etc", "../etc", "a/../../b", "a\0b"})
  void refusesPathsThatLeaveTheRepository(String path) {
    assertThrows(IllegalArgumentException.class, () -> BranchLocation.parse("/srv", "main", path));
  }

  @Test
  void keepsPasswordsToItself() {
    String said =
        BranchLocation.parse("https://bot:swordfish@example.com/k8s.io", "main", "").toString();
    assertTrue(said.contains("example.com/k8s.io"), said);
    assertTrue(!said.contains("swordfish"), said);
  }
}
