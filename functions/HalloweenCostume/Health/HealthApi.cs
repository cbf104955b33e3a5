using System.Reflection;
using Dapper;
using HalloweenCostume.Data;
using HalloweenCostume.Fal;
using HalloweenCostume.Http;
using HalloweenCostume.Storage;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace HalloweenCostume.Health;

public sealed partial class HealthApi(Database database, IObjectStore store, FalOptions fal, ILogger<HealthApi> logger)
{
    private static readonly string _version = typeof(HealthApi).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];

    public async Task<IResult> GetAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        var deep = request.Query["deep"].ToString();
        if (deep is not ("" or "true" or "false"))
            return Problems.Invalid("deep", "must be true or false.");
        if (deep != "true")
            return Answer(null);
        return Answer(new Dictionary<string, HealthCheck>
        {
            ["database"] = await CheckAsync("database", "The database cannot be written: look at the disk and at DATABASE_PATH.",
                () => database.WriteAsync(connection => connection.Execute("UPDATE people SET id = id WHERE id = -1"), cancellationToken)),
            ["store"] = await CheckAsync("store", "Pictures cannot be stored: look at the disk or the bucket.", () => store.ProbeAsync(cancellationToken)),
            ["fal"] = fal.Key.Any(char.IsWhiteSpace) || fal.Key.Length == 0
                ? new("failing", "FAL_KEY is no key: copy it anew from fal's dashboard.")
                : new("ok", null),
        });
    }

    private IResult Answer(IReadOnlyDictionary<string, HealthCheck>? checks)
    {
        var failing = checks?.Values.Any(check => check.Status != "ok") ?? false;
        return TypedResults.Json(
            new HealthReport(failing ? "failing" : "ok", _version, fal.Demo ? "demo" : "live", checks), ApiJson.Readable.HealthReport,
            statusCode: failing ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status200OK);
    }

    private async Task<HealthCheck> CheckAsync(string name, string remedy, Func<Task> check)
    {
        try
        {
            await check();
            return new("ok", null);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            LogFailing(exception, name);
            return new("failing", remedy);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Health check {Check} failed")]
    private partial void LogFailing(Exception exception, string check);
}
