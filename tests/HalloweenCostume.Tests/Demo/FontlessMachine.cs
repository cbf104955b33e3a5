using System.Diagnostics;
using HalloweenCostume.Local.Demo.Art;
using HalloweenCostume.Tests.Demo;

namespace HalloweenCostume.Tests.Demo
{
    /// <summary>Draws in a process of its own that sees no font and no fontconfig: in a mount namespace, or by its environment where there is none.</summary>
    internal static class FontlessMachine
    {
        public const string Output = "HALLOWEEN_TEST_DRAW_TO";

        private const string Hide = """
            for folder in /usr/share/fonts /usr/local/share/fonts /etc/fonts /usr/share/fontconfig /var/cache/fontconfig; do
              if [ -d $folder ]; then mount --bind "$1" $folder || exit 9; fi
            done
            shift
            exec "$@"
            """;

        public static byte[] Draw() =>
            [.. Artist.Draw("A portrait of johndoe in a haunted house.", 1, 384, 512, "John Doe"), .. Artist.Draw("Пират на корабле", 2, 384, 512, "Łukasz")];

        public static async Task<(byte[] Bytes, string Errors)> DrawAsync(CancellationToken cancellationToken)
        {
            var folder = Directory.CreateTempSubdirectory("halloween-fontless-");
            try
            {
                var empty = folder.CreateSubdirectory("empty").FullName;
                var output = Path.Combine(folder.FullName, "pictures");
                string[] draw = [Environment.ProcessPath is { } host && Path.GetFileNameWithoutExtension(host) == "dotnet" ? host : "dotnet", typeof(FontlessMachine).Assembly.Location];
                var hidden = await CanHideAsync(cancellationToken);
                var start = hidden ? new ProcessStartInfo("unshare", ["-rm", "sh", "-c", Hide, "sh", empty, .. draw]) : new(draw[0], draw[1..]);
                start.RedirectStandardError = true;
                start.Environment["DOTNET_STARTUP_HOOKS"] = typeof(FontlessMachine).Assembly.Location;
                start.Environment[Output] = output;
                start.Environment["HOME"] = start.Environment["XDG_DATA_HOME"] = start.Environment["XDG_CACHE_HOME"] = start.Environment["XDG_CONFIG_HOME"] = empty;
                if (!hidden)
                    start.Environment["FONTCONFIG_FILE"] = start.Environment["FONTCONFIG_PATH"] = empty;
                using var process = Process.Start(start)!;
                var errors = await process.StandardError.ReadToEndAsync(cancellationToken);
                await process.WaitForExitAsync(cancellationToken);
                return (await File.ReadAllBytesAsync(output, cancellationToken), errors);
            }
            finally
            {
                folder.Delete(recursive: true);
            }
        }

        private static async Task<bool> CanHideAsync(CancellationToken cancellationToken)
        {
            if (!OperatingSystem.IsLinux() || !File.Exists("/usr/bin/unshare"))
                return false;
            using var process = Process.Start(new ProcessStartInfo("unshare", ["-rm", "sh", "-c", "mount --bind /tmp /tmp"]) { RedirectStandardError = true })!;
            await process.WaitForExitAsync(cancellationToken);
            return process.ExitCode == 0;
        }
    }
}

/// <summary>Run before Main in the process that <see cref="FontlessMachine"/> starts; the runtime looks for it by this name, in no namespace.</summary>
internal static class StartupHook
{
    public static void Initialize()
    {
        if (Environment.GetEnvironmentVariable(FontlessMachine.Output) is { } path)
            File.WriteAllBytes(path, FontlessMachine.Draw());
    }
}
