using System.Diagnostics;
using HalloweenCostume.Tests.Hosting;

namespace HalloweenCostume.Functions.Tests.Data;

/// <summary>A storage account of one test: Microsoft's emulator, as a process of its own.</summary>
internal sealed class Azurite : IAsyncDisposable
{
    private const string Mark = "successfully listens on ";
    private static readonly NodeFolder _program = new("Data", "azurite");
    private readonly TestFolder _folder = new();
    private readonly TaskCompletionSource<Uri> _listening = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private Azurite() => Process = new()
    {
        StartInfo = new(
            "node",
            [
                _program.Below("node_modules/azurite/dist/src/blob/main.js"),
                "--blobPort", "0", "--location", _folder.Path, "--skipApiVersionCheck", "--disableTelemetry", "--silent",
            ])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        },
    };

    public Process Process { get; }

    public string ConnectionString { get; private set; } = "";

    public static async Task<Azurite> StartAsync()
    {
        await _program.Installed;
        var azurite = new Azurite();
        azurite.Process.OutputDataReceived += (_, line) => azurite.Read(line.Data);
        azurite.Process.ErrorDataReceived += (_, _) => { };
        azurite.Process.Start();
        azurite.Process.BeginOutputReadLine();
        azurite.Process.BeginErrorReadLine();
        var address = await azurite._listening.Task.WaitAsync(TimeSpan.FromSeconds(60));
        // The emulator's account and key are the same for everyone: https://learn.microsoft.com/azure/storage/common/storage-connect-azurite
        azurite.ConnectionString = "DefaultEndpointsProtocol=http;AccountName=devstoreaccount1;"
            + "AccountKey=Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==;"
            + $"BlobEndpoint={address.AbsoluteUri}devstoreaccount1;";
        return azurite;
    }

    public async ValueTask DisposeAsync()
    {
        await Process.EndAsync();
        Process.Dispose();
        _folder.Dispose();
    }

    private void Read(string? line)
    {
        if (line?.IndexOf(Mark, StringComparison.Ordinal) is >= 0 and var at)
            _listening.TrySetResult(new(line[(at + Mark.Length)..]));
    }
}
