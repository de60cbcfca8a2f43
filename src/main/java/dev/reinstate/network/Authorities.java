package dev.reinstate.network;

import com.google.common.base.Splitter;
import com.google.common.base.Strings;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * The authorities of a machine: those that come with Java, or what {@code SSL_CERT_FILE} and {@code
 * SSL_CERT_DIR} put in their place.
 *
 * <p>Go reads a file, the first of some that exists, and all files of some directories;
 * SSL_CERT_FILE replaces those files, SSL_CERT_DIR, a list with colons, those directories, and the
 * other of the two stays as it is. A file that is not there, and what in a file is no certificate,
 * is passed over. So it is here, but that what the variables leave of Go's defaults is Java's own
 * store: only with both set is that not read. (Source: loadSystemRoots,
 * https://github.com/golang/go/blob/master/src/crypto/x509/root_unix.go.)
 *
 * @param file empty where the variable is not set
 * @param directories likewise
 */
record Authorities(String file, ImmutableList<String> directories) {

  static final Authorities PLATFORM = new Authorities("", ImmutableList.of());

  static Authorities of(Map<String, String> environment) {
    String directories = environment.getOrDefault("SSL_CERT_DIR", "");
    return new Authorities(
        environment.getOrDefault("SSL_CERT_FILE", ""),
        directories.isEmpty()
            ? ImmutableList.of()
            : ImmutableList.copyOf(Splitter.on(':').omitEmptyStrings().split(directories)));
  }

  /**
   * What checks certificates against these authorities and others.
   *
   * @param others besides
   * @param problems is told what was passed over, with its file
   */
  X509ExtendedTrustManager manager(Iterable<X509Certificate> others, List<String> problems)
      throws GeneralSecurityException, IOException {
    ImmutableSet<X509Certificate> more =
        ImmutableSet.<X509Certificate>builder().addAll(named(problems)).addAll(others).build();
    boolean all = !file.isEmpty() && !directories.isEmpty();
    if (all) {
      return manager(store(more));
    }
    X509ExtendedTrustManager platform = manager((KeyStore) null);
    if (more.isEmpty()) {
      return platform;
    }
    return manager(
        store(
            ImmutableSet.<X509Certificate>builder()
                .add(platform.getAcceptedIssuers())
                .addAll(more)
                .build()));
  }

  private ImmutableList<X509Certificate> named(List<String> problems) {
    List<X509Certificate> found = new ArrayList<>();
    if (!file.isEmpty()) {
      add(file, "", problems, found);
    }
    for (String directory : directories) {
      // Links within the directory are the same once more, by a hash.
      try (DirectoryStream<Path> entries =
          Files.newDirectoryStream(Path.of(directory), Authorities::isOwn)) {
        entries.forEach(entry -> add(entry.toString(), directory, problems, found));
      } catch (IOException | DirectoryIteratorException | InvalidPathException e) {
        problems.add("SSL_CERT_DIR: " + directory + " cannot be read");
      }
    }
    return ImmutableList.copyOf(found);
  }

  private static void add(
      String name, String directory, List<String> problems, List<X509Certificate> found) {
    try {
      found.addAll(PemFile.read(Path.of(name)).readableCertificates());
    } catch (IOException | InvalidPathException e) {
      if (directory.isEmpty()) {
        problems.add("SSL_CERT_FILE: " + Strings.nullToEmpty(e.getMessage()));
      }
    }
  }

  private static boolean isOwn(Path entry) throws IOException {
    return !Files.isSymbolicLink(entry) || Files.readSymbolicLink(entry).toString().contains("/");
  }

  private static KeyStore store(Iterable<X509Certificate> certificates)
      throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
    store.load(null, null);
    int number = 0;
    for (X509Certificate certificate : certificates) {
      store.setCertificateEntry("authority-" + number++, certificate);
    }
    return store;
  }

  private static X509ExtendedTrustManager manager(KeyStore store) throws GeneralSecurityException {
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(store);
    for (TrustManager manager : factory.getTrustManagers()) {
      if (manager instanceof X509ExtendedTrustManager found) {
        return found;
      }
    }
    throw new GeneralSecurityException("no trust manager for X.509");
  }
}
