package dev.reinstate.network;

import com.google.common.collect.ImmutableList;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Where certificates for single hosts are: in a directory named like the host, with its port where
 * image names have it. Of several such directories the first counts alone.
 *
 * <p>Source: containers-certs.d(5),
 * https://github.com/containers/container-libs/blob/main/image/docs/containers-certs.d.5.md, and
 * https://docs.docker.com/engine/security/certificates/
 *
 * @param roots most important first
 */
record HostDirectories(ImmutableList<Path> roots) {

  static final HostDirectories NONE = new HostDirectories(ImmutableList.of());

  /**
   * What a host's directory holds.
   *
   * @param authorities of {@code *.crt}: trusted for the host, besides the others
   * @param ours of each {@code NAME.cert} with its {@code NAME.key}
   */
  record Certificates(
      ImmutableList<X509Certificate> authorities, ImmutableList<ClientCertificate> ours) {}

  /**
   * Where containers' tools and Docker look.
   *
   * @param top {@code /}, but in tests
   */
  static HostDirectories of(Map<String, String> environment, Path top) {
    ImmutableList.Builder<Path> roots = ImmutableList.builder();
    Optional<Path> own = configuration(environment);
    own.ifPresent(home -> roots.add(home.resolve("containers/certs.d")));
    roots.add(top.resolve("etc/containers/certs.d"));
    roots.add(top.resolve("usr/share/containers/certs.d"));
    own.ifPresent(home -> roots.add(home.resolve("docker/certs.d")));
    roots.add(top.resolve("etc/docker/certs.d"));
    return new HostDirectories(roots.build());
  }

  private static Optional<Path> configuration(Map<String, String> environment) {
    String configuration = environment.getOrDefault("XDG_CONFIG_HOME", "");
    String home = environment.getOrDefault("HOME", "");
    if (!configuration.isEmpty()) {
      return Optional.of(Path.of(configuration));
    }
    return home.isEmpty() ? Optional.empty() : Optional.of(Path.of(home, ".config"));
  }

  /**
   * Empty for a host without a directory.
   *
   * @param host with its port where image names have it
   * @throws IOException naming the file that is wrong
   */
  Optional<Certificates> find(String host) throws IOException {
    Optional<Path> directory = directory(host);
    return directory.isEmpty() ? Optional.empty() : Optional.of(read(directory.get()));
  }

  private Optional<Path> directory(String host) {
    return roots.stream().map(root -> root.resolve(host)).filter(Files::isDirectory).findFirst();
  }

  /** Where a file for a host has to be to be read, for a human. */
  String place(String host) {
    return directory(host)
        .map(Path::toString)
        .orElse("a directory " + host + " below /etc/containers/certs.d");
  }

  private static Certificates read(Path directory) throws IOException {
    ImmutableList.Builder<X509Certificate> authorities = ImmutableList.builder();
    ImmutableList.Builder<ClientCertificate> ours = ImmutableList.builder();
    TreeMap<String, Path> files = files(directory);
    for (Map.Entry<String, Path> file : files.entrySet()) {
      String name = file.getKey();
      if (name.endsWith(".crt")) {
        authorities.addAll(PemFile.read(file.getValue()).certificates());
      } else if (name.endsWith(".cert")) {
        Path key = other(files, name, ".cert", ".key");
        ours.add(ClientCertificate.read(file.getValue(), key));
      } else if (name.endsWith(".key")) {
        other(files, name, ".key", ".cert");
      }
    }
    return new Certificates(authorities.build(), ours.build());
  }

  private static Path other(
      TreeMap<String, Path> files, String name, String ending, String otherEnding)
      throws IOException {
    String other = name.substring(0, name.length() - ending.length()) + otherEnding;
    if (!files.containsKey(other)) {
      throw new IOException(
          files.get(name)
              + ": lacks "
              + other
              + " beside it"
              + (ending.equals(".cert") ? "; an authority's certificate is to end with .crt" : ""));
    }
    return files.get(other);
  }

  private static TreeMap<String, Path> files(Path directory) throws IOException {
    TreeMap<String, Path> files = new TreeMap<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
      entries.forEach(entry -> files.put(entry.getFileName().toString(), entry));
    } catch (IOException | DirectoryIteratorException e) {
      throw new IOException(directory + ": cannot be read", e);
    }
    return files;
  }
}
