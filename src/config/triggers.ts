/**
 * The default of `build.triggers`: a changed file that matches makes a deployment build. What goes into an image by name
 * rather than by copy: Dockerfiles and what they ignore, dependency manifests and lock files, tool versions, `.env` in git.
 * A glob without a slash matches at any depth.
 */
export const defaultTriggers: readonly string[] = [
  // Images
  'Dockerfile*',
  '*.Dockerfile',
  '*.dockerfile',
  'Containerfile*',
  '.dockerignore',
  '*.dockerignore',
  'docker-bake.{hcl,json}',
  '.env',
  // Python
  'requirements*.{txt,in}',
  '**/requirements/*.{txt,in}',
  'constraints*.txt',
  'pyproject.toml',
  'setup.{py,cfg}',
  'poetry.lock',
  'uv.lock',
  'pdm.lock',
  'pylock*.toml',
  'Pipfile',
  'Pipfile.lock',
  'environment.{yml,yaml}',
  'conda-lock.yml',
  '.python-version',
  // JavaScript and TypeScript
  'package.json',
  'package-lock.json',
  'npm-shrinkwrap.json',
  'pnpm-lock.yaml',
  'pnpm-workspace.yaml',
  'yarn.lock',
  '.yarnrc*',
  '.npmrc',
  'bun.lock',
  'bun.lockb',
  'deno.{json,jsonc,lock}',
  '.nvmrc',
  '.node-version',
  // Go
  'go.mod',
  'go.sum',
  'go.work',
  'go.work.sum',
  // Rust
  'Cargo.toml',
  'Cargo.lock',
  'rust-toolchain',
  'rust-toolchain.toml',
  // Ruby
  'Gemfile*',
  'gems.{rb,locked}',
  '*.gemspec',
  '.ruby-version',
  // PHP
  'composer.*',
  // Java, Kotlin, Scala, Clojure
  'pom.xml',
  'build.gradle*',
  'settings.gradle*',
  'gradle.properties',
  'gradle.lockfile',
  'libs.versions.toml',
  'gradle-wrapper.properties',
  'build.sbt',
  'project.clj',
  'deps.edn',
  // .NET
  '*.{csproj,fsproj,vbproj,sln,slnx}',
  'packages.lock.json',
  'Directory.{Build,Packages}.*',
  'global.json',
  '{nuget,NuGet}.config',
  // Elixir, Erlang, Haskell, Swift, Dart
  'mix.{exs,lock}',
  'rebar.{config,lock}',
  'stack.yaml*',
  '*.cabal',
  'cabal.project*',
  'Package.{swift,resolved}',
  'pubspec.{yaml,lock}',
  // C and C++, Nix, tool versions
  'conanfile.*',
  'conan.lock',
  'vcpkg.json',
  'flake.{nix,lock}',
  '.tool-versions',
  'mise.toml',
]
