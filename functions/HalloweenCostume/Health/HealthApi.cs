using System.Globalization;
using System.Reflection;
using HalloweenCostume.Access;
using HalloweenCostume.Data;
using HalloweenCostume.Fal;
using HalloweenCostume.Http;
using HalloweenCostume.Storage;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace HalloweenCostume.Health;

public sealed class HealthApi(Database database, IObjectStore store, FalOptions fal, FalAccount account, TimeProvider time, ILogger<HealthApi> logger)
{
    private static readonly string _version = typeof(HealthApi).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];

    private readonly HealthProbe _database = new(
        "database", "The database cannot be written: look at the disk and at DATABASE_PATH.", database.ProbeAsync, time, logger);

    private readonly HealthProbe _store = new("store", "Pictures cannot be stored: look at the disk or the bucket.", store.ProbeAsync, time, logger);

    public async Task<IResult> GetAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        var deep = request.Query["deep"].ToString();
        if (deep is not ("" or "true" or "false"))
            return Problems.Invalid("deep", "must be true or false.");
        if (deep != "true")
            return Answer(null);
        var (ofDatabase, ofStore) = (_database.AskAsync(cancellationToken), _store.AskAsync(cancellationToken));
        return Answer(new Dictionary<string, HealthCheck>
        {
            ["database"] = await ofDatabase,
            ["store"] = await ofStore,
            ["fal"] = Fal(forOperator: request.HttpContext.Features.Get<Caller>()?.Role == AccessRole.Admin),
        });
    }

    private IResult Answer(IReadOnlyDictionary<string, HealthCheck>? checks)
    {
        var failing = checks?.Values.Any(check => check.Status != "ok") ?? false;
        return TypedResults.Json(
            new HealthReport(failing ? "failing" : "ok", _version, fal.Demo ? "demo" : "live", checks), ApiJson.Readable.HealthReport,
            statusCode: failing ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status200OK);
    }

    // What fal says of its customer is for the operator alone.
    private HealthCheck Fal(bool forOperator)
    {
        if (account.Trouble is not { } trouble)
            return new("ok", null);
        const string remedy = "The picture service is not available: its account needs the operator's attention.";
        return new("failing", forOperator
            ? $"{remedy} {Words(trouble.Ago)} ago {trouble.Words.TrimEnd('.')}. Look at fal's dashboard and at FAL_KEY; the next picture that fal takes ends this."
            : remedy);
    }

    private static string Words(TimeSpan ago) => ago switch
    {
        { TotalSeconds: < 90 } => string.Create(CultureInfo.InvariantCulture, $"{ago.TotalSeconds:F0} s"),
        { TotalMinutes: < 90 } => string.Create(CultureInfo.InvariantCulture, $"{ago.TotalMinutes:F0} minutes"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{ago.TotalHours:F0} hours"),
    };
}
