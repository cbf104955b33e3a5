using System.Diagnostics;
using HalloweenCostume.Tests.Hosting;

namespace HalloweenCostume.Functions.Tests.Data;

/// <summary>Microsoft's emulator of storage accounts, as a process of its own.</summary>
internal sealed class Azurite : IAsyncDisposable
{
    private const string Mark = "successfully listens on ";

    // The emulator's key is the same for everyone: https://learn.microsoft.com/azure/storage/common/storage-connect-azurite
    private const string Key = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";

    // More than there are tests that take one.
    private const int SharedAccounts = 500;
    private static readonly NodeFolder _program = new("Data", "azurite");
    private static readonly Lazy<Task<Azurite>> _shared = new(StartSharedAsync);
    private static int _taken;
    private readonly TestFolder _folder = new();
    private readonly TaskCompletionSource<Uri> _listening = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Uri? _address;

    private Azurite(int accounts) => Process = new()
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
            Environment = { ["AZURITE_ACCOUNTS"] = string.Join(';', Enumerable.Range(0, accounts).Select(number => $"{NameOf(number)}:{Key}")) },
        },
    };

    public Process Process { get; }

    public string ConnectionString => ConnectionStringOf(0);

    /// <summary>One for a test that may do with it what it wants: freeze it, kill it.</summary>
    public static Task<Azurite> StartAsync() => StartAsync(accounts: 1);

    /// <summary>An account of a test's own in an emulator that all tests share, since each takes a second to start.</summary>
    /// <returns>Its connection string.</returns>
    public static async Task<string> TakeAccountAsync() => (await _shared.Value).ConnectionStringOf(Interlocked.Increment(ref _taken));

    private static async Task<Azurite> StartSharedAsync()
    {
        var azurite = await StartAsync(SharedAccounts);
        AppDomain.CurrentDomain.ProcessExit += (_, _) => azurite.DisposeAsync().AsTask().Wait(TimeSpan.FromSeconds(1));
        return azurite;
    }

    private static async Task<Azurite> StartAsync(int accounts)
    {
        await _program.Installed;
        var azurite = new Azurite(accounts);
        azurite.Process.OutputDataReceived += (_, line) => azurite.Read(line.Data);
        azurite.Process.ErrorDataReceived += (_, _) => { };
        azurite.Process.Start();
        azurite.Process.BeginOutputReadLine();
        azurite.Process.BeginErrorReadLine();
        azurite._address = await azurite._listening.Task.WaitAsync(TimeSpan.FromSeconds(60));
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

    private static string NameOf(int account) => $"account{account}";

    private string ConnectionStringOf(int account) =>
        $"DefaultEndpointsProtocol=http;AccountName={NameOf(account)};AccountKey={Key};BlobEndpoint={_address!.AbsoluteUri}{NameOf(account)};";
}
