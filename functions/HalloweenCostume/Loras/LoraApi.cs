using HalloweenCostume.Access;
using HalloweenCostume.Http;
using HalloweenCostume.People;
using Microsoft.AspNetCore.Http;

namespace HalloweenCostume.Loras;

public sealed class LoraApi(LoraDb loras, PeopleDb people)
{
    public IResult List(HttpRequest request)
    {
        var caller = Caller.Of(request);
        if (!request.Query.TryGetValue("userId", out var values))
            return Answer(caller.PersonId is { } own ? loras.UsableBy(own) : loras.All());
        if (values.Count != 1 || Ids.Number(values[0]) is not { } userId)
            return Ids.NotANumber("userId");
        return caller.Sees(userId) && people.Exists(userId) ? Answer(loras.UsableBy(userId)) : PeopleApi.Nobody(userId);
    }

    private static IResult Answer(IReadOnlyList<Lora> list) => TypedResults.Json(list, ApiJson.Readable.IReadOnlyListLora);
}
